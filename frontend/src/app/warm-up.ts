import { matchRoutes, type RouteObject } from 'react-router';

const MOVES = ['pointerover', 'pointerdown', 'focusin'];

/** Fetches the code of a page as soon as a pointer, a finger or the focus is on a link that leads to it. */
export function warmUp(routes: RouteObject[]): void {
  const asked = new WeakSet<RouteObject>();
  const ask = (route: RouteObject) => {
    if (typeof route.lazy !== 'function' || asked.has(route)) return;
    asked.add(route);
    // Whoever follows the link asks again, and is told if that fails too.
    route.lazy().catch(() => asked.delete(route));
  };
  const look = ({ target }: Event) => {
    const link = target instanceof Element && target.closest<HTMLAnchorElement>('a[href]');
    if (!link || link.origin !== location.origin) return;
    for (const { route } of matchRoutes(routes, link.pathname) ?? []) ask(route);
  };
  for (const move of MOVES) document.addEventListener(move, look, { passive: true });
}
