import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { Loaded } from '@/components/errors/loaded';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { TextField } from '@/components/ui/field';
import { PageHead } from '@/components/ui/page-head';
import { Panel } from '@/components/ui/panel';
import { useExplainRateLimitsQuery } from '@/features/limits/api/endpoints';
import { DecisionTable } from '@/features/limits/components/decision-table';
import { isApiError } from '@/lib/api/problem';

/** Explains a refusal to an administrator: by the reference that the refused person was shown. */
export function Component() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const wanted = search.get('request_id') ?? '';
  const [typed, setTyped] = useState(wanted);
  const ask = (event: FormEvent) => {
    event.preventDefault();
    const id = typed.trim();
    setSearch(id ? { request_id: id } : {});
  };
  return (
    <>
      <PageHead title={t('limits.nav')} lead={t('limits.lead')} />
      <search>
        <form onSubmit={ask} className="grid gap-4 sm:grid-cols-[1fr_auto] sm:items-end">
          <TextField
            label={t('limits.reference')}
            autoComplete="off"
            spellCheck={false}
            maxLength={64}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
          <Button type="submit" look="primary">
            {t('limits.explain')}
          </Button>
        </form>
      </search>
      {wanted && <Explanation key={wanted} requestId={wanted} />}
    </>
  );
}

function Explanation({ requestId }: { requestId: string }) {
  const { t } = useTranslation();
  const query = useExplainRateLimitsQuery({ requestId });
  const unknown =
    isApiError(query.error) && (query.error.status === 404 || query.error.status === 422);
  return (
    <Panel>
      {unknown ? (
        <EmptyState title={t('limits.none.title')}>{t('limits.none.text')}</EmptyState>
      ) : (
        <Loaded query={query} rows={3}>
          {(explanation) => <DecisionTable decisions={explanation.decisions} />}
        </Loaded>
      )}
    </Panel>
  );
}
