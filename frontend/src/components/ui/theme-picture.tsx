import type { Theme } from '@/lib/preferences/local-preferences';

/** A small drawing of the portal in one theme, or in both for `system`. */
export function ThemePicture({ theme }: { theme: Theme }) {
  if (theme !== 'system') return <Half theme={theme} />;
  return (
    <div aria-hidden="true" className="grid grid-cols-2 overflow-hidden rounded-sm">
      <Half theme="light" />
      <Half theme="dark" />
    </div>
  );
}

function Half({ theme }: { theme: 'light' | 'dark' }) {
  return (
    <svg
      viewBox="0 0 120 72"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
      className={`h-20 w-full rounded-sm ${theme === 'light' ? 'scheme-light' : 'scheme-dark'}`}
    >
      <path className="fill-page" d="M0 0h120v72H0z" />
      <path className="fill-wall stroke-line" d="M36 73V40a24 24 0 0 1 48 0v33z" />
      <path className="fill-pine" d="M52 73V40a8 8 0 0 1 16 0v33z" />
      <path className="fill-glow" d="M58 73V40a2 2 0 0 1 4 0v33z" />
    </svg>
  );
}
