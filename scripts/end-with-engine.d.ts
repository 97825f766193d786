export function endOnBrokenOutput(): void;
export function endWithEngineAt(address: string | undefined, end?: () => void): Promise<void>;
export function endWithEngineAbove(): void;
