/** Answers to the questions of `tkg-edge init`: from options, from the person at the keyboard, or as they are by default. */
import type { Terminal } from "../edge/terminal.js";
import { questions, type AnswerName, type Answers, type Question } from "./questions.js";

/**
 * @param given by options
 * @param again what is asked although there is an answer, since that was wrong
 */
export async function answered(
  given: Answers,
  again: ReadonlySet<AnswerName>,
  terminal: Terminal,
): Promise<Answers> {
  let answers: Answers = {};
  for (const question of questions) {
    const { name, isNeeded = () => true } = question;
    if (!isNeeded(answers)) continue;
    const answer = again.has(name) ? undefined : given[name];
    answers = { ...answers, [name]: answer ?? (await asked(question, answers, terminal)) };
  }
  return answers;
}

/** @returns the default where nobody is there to be asked, or nothing was answered */
async function asked(
  { text, otherwise }: Question,
  answers: Answers,
  { ask }: Terminal,
): Promise<string | undefined> {
  const standard = otherwise?.(answers);
  if (ask === undefined) return standard;
  const hint = standard === undefined || standard === "" ? "" : ` [${standard}]`;
  const answer = await ask(`${text}${hint}: `, new AbortController().signal);
  return answer.trim() === "" ? standard : answer.trim();
}
