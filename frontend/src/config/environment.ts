/** Whether the portal runs on the machine it is shown on, where the local mailbox may be read. */
export function isLoopback(hostname: string = window.location.hostname): boolean {
  return hostname === 'localhost' || hostname.startsWith('127.') || hostname === '[::1]';
}
