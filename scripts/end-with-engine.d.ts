export function endOnBrokenOutput(): void;
export function endWithEngineAbove(): void;
