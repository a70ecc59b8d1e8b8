/** Small values in this browser's storage. If storage is full or forbidden, they last as long as the page. */
const fallback = new Map<string, string>();

export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(key) ?? fallback.get(key) ?? null;
  } catch {
    return fallback.get(key) ?? null;
  }
}

/** `null` removes it. */
export function writeStored(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
    fallback.delete(key);
  } catch {
    if (value === null) fallback.delete(key);
    else fallback.set(key, value);
  }
}

/** The keys of all stored values. */
export function storedKeys(): string[] {
  try {
    return [...new Set([...Object.keys(localStorage), ...fallback.keys()])];
  } catch {
    return [...fallback.keys()];
  }
}
