import { LogoMark } from '@/components/ui/logo';

/** What stands on screen until the first page has arrived. */
export function Boot() {
  return (
    <div className="grid min-h-dvh place-items-center">
      <LogoMark className="size-14 animate-pulse" />
    </div>
  );
}
