export function endOnBrokenOutput(): void;
export function endWithEngineAbove(everyMilliseconds?: number): void;
