/** Values that nobody has filled in. Only the whole value counts: a password may well contain a `$`. */

interface Form {
  readonly what: string;
  readonly is: RegExp;
}

const forms: readonly Form[] = [
  { what: "a placeholder <...>", is: /^<(?!encoded:)[^<>]+>$/ },
  { what: "a placeholder <<...>>", is: /^<<[^<>]+>>$/ },
  { what: "an unexpanded variable", is: /^\$\{[^{}]*\}$/ },
  { what: "an unexpanded variable", is: /^\$[A-Z_][A-Z0-9_]*$/ },
  { what: "an unexpanded variable", is: /^\$\([^()]*\)$/ },
  { what: "an unexpanded variable", is: /^\$env:[A-Za-z_][A-Za-z0-9_]*$/i },
  { what: "an unexpanded variable", is: /^%[A-Za-z_][A-Za-z0-9_]*%$/ },
  { what: "an unexpanded template", is: /^\$?\{\{[^]*\}\}$/ },
  { what: "an unexpanded template", is: /^\{%[^]*%\}$/ },
  { what: "an unexpanded template", is: /^<%[^]*%>$/ },
  { what: "an unexpanded template", is: /^\(\([^]*\)\)$/ },
  { what: "an unexpanded template", is: /^\[\[[^]*\]\]$/ },
  { what: "an unexpanded template", is: /^#@\s/ },
  { what: "an unexpanded template", is: /^@+[A-Z_][A-Z0-9_]*@+$/ },
  { what: "an unexpanded template", is: /^__[A-Z][A-Z0-9_]*__$/ },
  { what: "a value that is still encrypted (SOPS)", is: /^ENC\[[^]*\]$/ },
  {
    what: "a placeholder",
    is: /^(change[-_ ]?(me|it|this)|replace[-_ ]?(me|this|with[-_ ].*)|fill[-_ ]?(me[-_ ]?)?in|fix[-_ ]?me|to[-_ ]?do|tbd|placeholder)[!.]*$/i,
  },
  { what: "a placeholder", is: /^your[-_ ].+$|^(insert|enter|put)[-_ ].+[-_ ]here$/i },
  { what: "a placeholder", is: /^x{3,12}$|^x+([.:]x+){2,}$/i },
];

/** @returns what kind of placeholder the whole value is; undefined when it is none */
export function placeholderIn(value: string): string | undefined {
  const text = value.trim();
  return forms.find(({ is }) => is.test(text))?.what;
}

/** A `${NAME}` anywhere in a value, for values that cannot hold one. */
export function holdsVariable(value: string): boolean {
  return /\$\{[A-Za-z_][A-Za-z0-9_]*\}/.test(value);
}

export const placeholderExpectation =
  "the value itself: placeholders are not filled in and environment variables are never read (envsubst fills them in)";

/** For a password, which has a place of its own. */
export const passwordPlaceholderExpectation =
  "the password itself; or leave it out of the file (convert: --without-password) and set it by: " +
  "pulumi config set --secret tkg-edge:vcenterPassword";
