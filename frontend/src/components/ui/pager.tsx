import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button';

export interface Pages {
  cursor: string | undefined;
  page: number;
  next: (cursor: string) => void;
  back: () => void;
}

/**
 * Walks a list whose cursors only lead forward: remembers the way, to be able to go back.
 * `key` names what is listed; another key starts at the front again.
 */
export function usePages(key: string): Pages {
  const [way, setWay] = useState<{ key: string; cursors: string[] }>({ key, cursors: [] });
  const cursors = way.key === key ? way.cursors : [];
  return {
    cursor: cursors.at(-1),
    page: cursors.length + 1,
    next: (cursor) => setWay({ key, cursors: [...cursors, cursor] }),
    back: () => setWay({ key, cursors: cursors.slice(0, -1) }),
  };
}

/** Earlier and later pages of a list; nothing when there is only one. */
export function Pager({
  pages,
  nextCursor,
}: {
  pages: Pages;
  nextCursor: string | null | undefined;
}) {
  const { t } = useTranslation();
  if (pages.page === 1 && !nextCursor) return null;
  return (
    <nav aria-label={t('pager.label')} className="flex items-center justify-between gap-2">
      <Button
        inert={pages.page === 1}
        onClick={pages.back}
        icon={<ChevronLeft aria-hidden="true" size={18} className="max-sm:hidden" />}
      >
        {t('pager.back')}
      </Button>
      <span className="whitespace-nowrap text-soft">{t('pager.page', { page: pages.page })}</span>
      <Button inert={!nextCursor} onClick={() => nextCursor && pages.next(nextCursor)}>
        {t('pager.next')}
        <ChevronRight aria-hidden="true" size={18} className="max-sm:hidden" />
      </Button>
    </nav>
  );
}
