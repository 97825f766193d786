/** What a contract between a component and a command consists of. */
import type * as z from "zod";

/** A text that has an environment variable of its own. */
type Text = z.ZodType<string | undefined, string | undefined>;

/** One command resource: the command that creates it, and what that command, its update and its delete are given. */
export interface Contract<
  Input extends z.ZodObject = z.ZodObject,
  Secrets extends Readonly<Record<string, Text>> = Readonly<Record<string, Text>>,
  First extends Readonly<Record<string, Text>> = Readonly<Record<string, Text>>,
  Task extends z.ZodObject = z.ZodObject,
  Unread extends string = string,
> {
  /** File name in commands/ without its ending. */
  readonly command: string;
  /** Plain data. A change of it runs the command again. */
  readonly input: Input;
  /** Each is a variable of its own, so that it alone is secret. */
  readonly secrets: Secrets;
  /** Given when the resource is created and never changed. */
  readonly first: First;
  /** Data of a run for what was found; every field is optional, since other runs have none of it. */
  readonly task: Task;
  /** Names of texts that the command does not read; a change of one runs it again. */
  readonly unread: readonly Unread[];
}

type Texts<T> = { readonly [Name in keyof T]: z.output<T[Name]> };

/** Data of one run. (The output of an empty schema would be a record that takes nothing.) */
export type TaskOf<C extends Contract> = {
  readonly [Name in keyof C["task"]["shape"]]?: z.output<C["task"]["shape"][Name]>;
};

/** What a command reads. */
export type Given<C extends Contract> = z.output<C["input"]> &
  Texts<C["secrets"]> &
  Texts<C["first"]> &
  TaskOf<C> & {
    /** Why this is run again: what was found. */
    readonly reason?: string | undefined;
  };
