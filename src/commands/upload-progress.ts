/** How far an upload is, read from what govc prints: a line now and then, with percent, rate and time left. */

/** Seconds between two lines at first; a long upload prints less often. */
const firstSeconds = 5;
const partOfElapsed = 0.05;

/** The rate is that of the latest seconds, since a line's speed changes. */
const rateSeconds = 30;

/** Seconds without anything sent that are worth a word. */
const silentSeconds = 10;

const unitBytes: Readonly<Record<string, number>> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

interface Sample {
  readonly seconds: number;
  readonly bytes: number;
}

export class UploadProgress {
  readonly #sent = new Map<string, number>();
  readonly #samples: Sample[];
  #rest = "";
  #printed: number;
  #moved: number;
  #isSent = false;
  /** Bytes a second, by govc's count of the last seconds: percents alone stand still for minutes on a slow line. */
  #speed = 0;

  private readonly started: number;

  /**
   * @param bytesOf sizes of the files of the OVA that are uploaded, by name
   * @param print called with each line
   * @param now seconds
   */
  constructor(
    private readonly what: string,
    private readonly bytesOf: ReadonlyMap<string, number>,
    private readonly print: (line: string) => void,
    private readonly now: () => number = () => performance.now() / 1000,
  ) {
    const seconds = now();
    this.#printed = seconds;
    this.#moved = seconds;
    this.#samples = [{ seconds, bytes: 0 }];
    this.started = seconds;
  }

  /** Takes part of govc's output. @returns whether something is being sent */
  read(part: string): boolean {
    // govc writes each state over the one before it.
    const pieces = (this.#rest + part).split(/[\r\n]/);
    this.#rest = pieces.pop() ?? "";
    const before = this.#bytes;
    this.#speed = 0;
    for (const piece of pieces) this.#readPiece(piece);
    const seconds = this.now();
    const moved = this.#bytes > before || this.#speed > 0;
    if (moved) {
      this.#moved = seconds;
      this.#samples.push({ seconds, bytes: this.#bytes });
      while ((this.#samples[1]?.seconds ?? seconds) < seconds - rateSeconds) this.#samples.shift();
    }
    this.#report(seconds);
    return moved;
  }

  /** `[29-11-26 05:49:11] Uploading disk-0.vmdk... (12%, 3.1MiB/s)`, at the end `... OK`. */
  #readPiece(piece: string): void {
    const [, file = "", percent, speed, unit = "", end] =
      /Uploading (.+)\.\.\. (?:\((\d+)%(?:, ([\d.]+)([KMG]?i?B)\/s)?.*|(OK).*)$/.exec(piece) ?? [];
    const bytes = this.bytesOf.get(file);
    if (bytes === undefined) return;
    const sent = end === undefined ? (bytes * Number(percent)) / 100 : bytes;
    this.#speed = Number(speed ?? 0) * (unitBytes[unit] ?? 0);
    this.#sent.set(file, Math.max(sent, this.#sent.get(file) ?? 0));
  }

  get #bytes(): number {
    return [...this.#sent.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  get #total(): number {
    return [...this.bytesOf.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  #report(seconds: number): void {
    const pause = Math.max(firstSeconds, (seconds - this.started) * partOfElapsed);
    if (seconds - this.#printed < pause || this.#isSent) return;
    this.#printed = seconds;
    const [bytes, total] = [this.#bytes, this.#total];
    if (bytes >= total) {
      this.#isSent = true;
      this.print(`${this.what}: all of ${size(total)} sent; vCenter finishes the import`);
      return;
    }
    const percent = total === 0 ? 0 : Math.floor((100 * bytes) / total);
    const silence = seconds - this.#moved;
    const first = this.#samples[0] ?? { seconds: this.started, bytes: 0 };
    const rate = (bytes - first.bytes) / Math.max(seconds - first.seconds, 1) || this.#speed;
    const speed =
      silence >= silentSeconds || rate === 0
        ? `nothing sent for ${Math.round(silence)} s`
        : `${size(rate)}/s, about ${duration((total - bytes) / rate)} left`;
    this.print(`${this.what}: ${percent} % of ${size(total)}, ${speed}`);
  }
}

function size(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB"];
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  return `${(bytes / 2 ** (10 * power)).toFixed(power === 0 ? 0 : 1)} ${units[power] ?? ""}`;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
