// Runs a command and makes a picture of what it prints: an SVG in which the lines appear as they did, long pauses shortened.
//
//   node scripts/record-run.js docs/images/demo.svg make demo      (the picture of the README)
//
// The command's output is a pipe, not a terminal: plain lines. Its exit code becomes this one's, and a run that failed makes no picture.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { createInterface } from "node:readline";

const rows = 26;
const columns = 116;
const lineHeight = 17;
const margin = 16;
/** Pauses as they are shown, in seconds. */
const [shortest, longest] = [0.06, 0.8];
/** How long the last lines stay before it begins again, in seconds. */
const rest = 8;

/** Lines that only say that something still goes on. */
const isProgressMark = (line) => /^@ .*\.+$/.test(line);

const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

function kindOf(line) {
  if (/^\$ |^\+ (pulumi|node|make) /.test(line)) return "command";
  if (/^ *(\+|created)/.test(line)) return "create";
  if (/^ *(-|\+-|REBUILD|warning:|error:)/.test(line)) return "danger";
  return "plain";
}

/** Runs the command. @returns { code, lines: [{ text, second }] } */
async function record([program, ...args]) {
  const started = performance.now();
  const lines = [];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  createInterface({ input: child.stdout }).on("line", (text) => {
    process.stdout.write(`${text}\n`);
    // A picture names no folder of the machine that made it.
    const ours = text.replaceAll(process.cwd(), ".").replaceAll(homedir(), "~");
    lines.push({ text: ours, second: (performance.now() - started) / 1000 });
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  return { code, lines };
}

/** When each line appears in the picture, in seconds from its start. */
function shown(lines) {
  let [clock, before] = [0, 0];
  return lines.map(({ text, second }) => {
    clock += Math.min(longest, Math.max(shortest, second - before));
    before = second;
    return { text, second: clock };
  });
}

function picture(title, recorded) {
  const lines = shown([
    { text: `$ ${title}`, second: 0 },
    ...recorded.filter(({ text }) => !isProgressMark(text)),
  ]);
  const whole = (lines.at(-1)?.second ?? 0) + rest;
  const top = (index) => (rows - 1 - index) * lineHeight;
  const stop = ({ second }, index) =>
    `${((second / whole) * 100).toFixed(2)}%{transform:translateY(${top(index)}px)}`;
  const line = ({ text }, index) =>
    `<text class="${kindOf(text)}" x="0" y="${(index + 1) * lineHeight}">${escape(text.slice(0, columns))}</text>`;
  const last = top(lines.length - 1);
  const [width, height] = [columns * 7.3 + 2 * margin, rows * lineHeight + 2 * margin + 6];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.round(width)} ${height}" role="img" aria-labelledby="title">
<title id="title">What ${escape(title)} prints</title>
<style>
text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre;fill:#d5dde6}
.command{fill:#8fc7ff;font-weight:600}.create{fill:#8fd6a0}.danger{fill:#f0a08c}
.lines{transform:translateY(${last}px);animation:run ${whole.toFixed(1)}s step-end infinite}
@keyframes run{0%{transform:translateY(${top(0)}px)}${lines.map(stop).join("")}100%{transform:translateY(${last}px)}}
@media (prefers-reduced-motion:reduce){.lines{animation:none}}
</style>
<rect width="100%" height="100%" rx="8" fill="#17202b"/>
<svg x="${margin}" y="${margin}" width="${Math.round(width) - 2 * margin}" height="${rows * lineHeight + 6}" overflow="hidden">
<g class="lines" xml:space="preserve">
${lines.map(line).join("\n")}
</g>
</svg>
</svg>
`;
}

const [file, ...command] = process.argv.slice(2);
if (file === undefined || command.length === 0) {
  console.error("usage: node scripts/record-run.js FILE.svg COMMAND [ARGUMENT...]");
  process.exitCode = 2;
} else {
  const { code, lines } = await record(command);
  if (code === 0) writeFileSync(file, picture(command.join(" "), lines));
  process.exitCode = code ?? 1;
}
