export function endWithEngineAt(address: string | undefined, end?: () => void): void;
