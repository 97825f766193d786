/** What the exit codes of `tkg-edge` mean: the table of docs/commands.md. */

export interface ExitCode {
  readonly code: number;
  readonly commands: string;
  readonly meaning: string;
}

export const exitCodes: readonly ExitCode[] = [
  { code: 0, commands: "all", meaning: "done, and nothing is wrong" },
  {
    code: 1,
    commands: "all",
    meaning: "something is wrong: the configuration, a check, a connection; all of it is printed",
  },
  { code: 2, commands: "all", meaning: "the command line is wrong: nothing was done" },
  { code: 2, commands: "`fleet plan`", meaning: "sites change, and none is rebuilt" },
  { code: 3, commands: "`fleet plan`", meaning: "sites are rebuilt" },
  {
    code: 2,
    commands: "`fleet status`",
    meaning: "a site is not Ready, has drifted, or its certificates expire within 30 days",
  },
  { code: 2, commands: "`fleet rollout`", meaning: "it was not agreed to: sites would change" },
  { code: 3, commands: "`fleet rollout`", meaning: "it was not agreed to: sites would be rebuilt" },
  { code: 2, commands: "`fleet destroy`", meaning: "it was not confirmed: nothing was destroyed" },
  {
    code: 4,
    commands: "`fleet rollout`, `fleet destroy`",
    meaning: "sites are left: it was stopped or paused",
  },
  {
    code: 5,
    commands: "`fleet rollout`, `fleet destroy`",
    meaning: "only sites that could not be reached, or wait for their windows, are left",
  },
];
