/** One thing that is measured several times, in turns with the others, so that a busy moment meets them all. */
import { median } from "./measure.js";

export interface Subject {
  readonly name: string;
  readonly measure: () => Promise<number>;
}

export interface Series {
  readonly name: string;
  readonly values: readonly number[];
  readonly median: number;
}

/**
 * @param rounds of which each subject has one measurement
 * @param warmUp rounds before them, which are not counted
 */
export async function inTurns(
  subjects: readonly Subject[],
  rounds: number,
  warmUp: number,
): Promise<Series[]> {
  const values = subjects.map(() => [] as number[]);
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const [index, { name, measure }] of subjects.entries()) {
      const value = await measure();
      if (round >= 0) values[index]?.push(value);
      console.log(`  ${round < 0 ? "warm" : String(round + 1)}  ${name}: ${value.toFixed(0)}`);
    }
  }
  return subjects.map(({ name }, index) => {
    const own = values[index] ?? [];
    return { name, values: own, median: median(own) };
  });
}
