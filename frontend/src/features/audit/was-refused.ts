/** Whether an event failed without its name saying so. */
export function wasRefused(event: { action: string; outcome: 'success' | 'failure' }): boolean {
  return event.outcome === 'failure' && !/_(?:failed|refused)$|^access\.denied$/.test(event.action);
}
