import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { ApiError } from '@/lib/api/problem';
import { useErrorText } from './use-error-text';

/** Seconds left until another try makes sense, counted down. */
export function useWait(error: ApiError | null | undefined): number {
  const [left, setLeft] = useState(error?.retryAfterSeconds ?? 0);
  useEffect(() => {
    const until = Date.now() + (error?.retryAfterSeconds ?? 0) * 1000;
    const tick = () => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [error]);
  return left;
}

/** A failed call in words, with the wait the server asked for and a way to try again. */
export function ErrorNotice({ error, onRetry }: { error: ApiError; onRetry?: () => void }) {
  const { t } = useTranslation();
  const { title, help } = useErrorText()(error);
  const left = useWait(error);
  const careful = error.status === 429 || error.status === 503 || error.kind === 'network';
  return (
    <Notice
      tone={careful ? 'careful' : 'bad'}
      title={title}
      urgent
      actions={
        onRetry && (
          <Button onClick={onRetry} inert={left > 0}>
            {t('retry')}
          </Button>
        )
      }
    >
      <p>{help}</p>
      {left > 0 && <p className="font-[600] text-ink">{t('error.wait', { count: left })}</p>}
      {error.kind === 'problem' &&
        (error.status >= 500 || error.status === 429) &&
        error.requestId && (
          <p className="text-sm">{t('error.reference', { id: error.requestId })}</p>
        )}
    </Notice>
  );
}
