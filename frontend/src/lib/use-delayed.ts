import { useEffect, useState } from 'react';

/** The value as it was once it had been still for `delayMs`. */
export function useDelayed<T>(value: T, delayMs = 250): T {
  const [still, setStill] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setStill(value), delayMs);
    return () => clearTimeout(timer);
  }, [value, delayMs]);
  return still;
}
