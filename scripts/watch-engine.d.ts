export function endWithEngineAt(
  address: string | undefined,
  end?: () => void,
  againMilliseconds?: number,
): void;
