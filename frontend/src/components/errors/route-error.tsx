import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router';
import { Button } from '@/components/ui/button';
import { MessagePage } from './message-page';

/** A page that broke, or whose code did not arrive (offline, or replaced by a newer release). */
export function RouteError() {
  const { t } = useTranslation();
  const error = useRouteError();
  const missing = error instanceof TypeError && /import|module|fetch/i.test(error.message);
  const key = missing ? (navigator.onLine ? 'outdated' : 'offline') : 'broken';
  return (
    <main id="main" className="mx-auto max-w-[64rem] px-4">
      <MessagePage
        mark={key === 'broken' ? '500' : '···'}
        title={t(`page.${key}.title`)}
        actions={
          <Button look="primary" onClick={() => window.location.reload()}>
            {t('page.reload')}
          </Button>
        }
      >
        {t(`page.${key}.text`)}
      </MessagePage>
    </main>
  );
}
