/** A `pulumi` on the PATH that does what a test writes for a stack and a verb, in shell. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const script = `#!/bin/sh
here=\${0%/*}
verb=$1
while [ $# -gt 0 ]; do [ "$1" = --stack ] && stack=$2; shift; done
echo "$verb $stack" >> "$here/calls"
[ ! -e "$here/$stack.$verb.sh" ] || . "$here/$stack.$verb.sh"
[ "$verb" != preview ] || [ -e "$here/$stack.preview.sh" ] || echo '{"steps":[{"op":"update","urn":"a::b::c::d"}]}'
`;

/** A step of the plan of the Cluster of a site. */
export const clusterStep = (op: string) => ({
  op,
  urn: "urn:pulumi:one::tkg-edge::tkg-edge:index:SingleNodeCluster$kubernetes:cluster.x-k8s.io/v1beta1:Cluster::one-cluster",
});

export class FakePulumi {
  readonly directory = mkdtempSync(join(tmpdir(), "tkg-edge-fake-pulumi-"));
  readonly #path = process.env.PATH ?? "";

  constructor() {
    const file = join(this.directory, "pulumi");
    writeFileSync(file, script);
    chmodSync(file, 0o755);
    process.env.PATH = `${this.directory}${delimiter}${this.#path}`;
  }

  /** @param shell what the verb does for the stack */
  does(stack: string, verb: "preview" | "up" | "destroy", shell: string): void {
    writeFileSync(join(this.directory, `${stack}.${verb}.sh`), `${shell}\n`);
  }

  previews(stack: string, steps: readonly object[]): void {
    this.does(stack, "preview", `echo '${JSON.stringify({ steps })}'`);
  }

  /** `VERB STACK`, in their order. */
  get calls(): readonly string[] {
    const file = join(this.directory, "calls");
    return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
  }

  remove(): void {
    process.env.PATH = this.#path;
    rmSync(this.directory, { recursive: true });
  }
}
