import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigationType, useSearchParams } from 'react-router';
import { Loaded } from '@/components/errors/loaded';
import { EmptyState } from '@/components/ui/empty-state';
import { SelectField, TextField } from '@/components/ui/field';
import { PageHead } from '@/components/ui/page-head';
import { Pager, usePages } from '@/components/ui/pager';
import { Panel } from '@/components/ui/panel';
import { auditActions } from '@/features/audit/api/actions';
import { useListAuditEventsQuery } from '@/features/audit/api/endpoints';
import { AuditTable } from '@/features/audit/components/audit-table';
import { useActionText } from '@/features/audit/use-action-text';
import { useDelayed } from '@/lib/use-delayed';

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const spans = { hour: 3600, day: 86_400, week: 604_800, month: 2_592_000 } as const;
type Span = keyof typeof spans;

/** The time a span began, fixed when it was chosen: it is part of what the next page continues. */
function useSince(span: string | null): string | undefined {
  return useMemo(() => {
    const seconds = span !== null && span in spans ? spans[span as Span] : null;
    return seconds === null ? undefined : new Date(Date.now() - seconds * 1000).toISOString();
  }, [span]);
}

export function Component() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const inAddress = search.get('by') ?? '';
  const [typed, setTyped] = useState(inAddress);
  const movement = useNavigationType();
  // Going back, forward or by a link brings another search; typing brings only our own.
  useEffect(() => {
    if (movement !== 'REPLACE') setTyped(inAddress);
  }, [inAddress, movement]);
  const by = useDelayed(typed.trim());
  const action = auditActions.find((name) => name === search.get('action'));
  const span = search.get('span');
  const since = useSince(span);
  const actionText = useActionText();
  const malformed = by !== '' && !ID.test(by);
  const pages = usePages(`${by}|${action}|${since}`);
  const query = useListAuditEventsQuery(
    {
      limit: 25,
      actor: malformed ? undefined : by || undefined,
      action,
      since,
      cursor: pages.cursor,
    },
    { refetchOnMountOrArgChange: true },
  );
  const remember = (name: string, value: string) =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        if (value) after.set(name, value);
        else after.delete(name);
        return after;
      },
      { replace: true },
    );
  return (
    <>
      <PageHead title={t('audit.nav')} lead={t('audit.lead')} />
      <search className="grid gap-4 sm:grid-cols-3">
        <TextField
          label={t('audit.actorId')}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          error={malformed ? t('audit.notAnId') : undefined}
          onChange={(event) => {
            setTyped(event.target.value);
            remember('by', event.target.value.trim());
          }}
        />
        <SelectField
          label={t('audit.action')}
          value={action ?? ''}
          onChange={(event) => remember('action', event.target.value)}
        >
          <option value="">{t('audit.every')}</option>
          {auditActions.map((name) => (
            <option key={name} value={name}>
              {actionText(name)}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={t('audit.since')}
          value={since ? (span ?? '') : ''}
          onChange={(event) => remember('span', event.target.value)}
        >
          <option value="">{t('audit.always')}</option>
          {(Object.keys(spans) as Span[]).map((name) => (
            <option key={name} value={name}>
              {t(`audit.spans.${name}`)}
            </option>
          ))}
        </SelectField>
      </search>
      <Panel>
        <Loaded query={query} rows={8}>
          {(list) =>
            list.data.length > 0 ? (
              <AuditTable events={list.data} />
            ) : (
              <EmptyState title={t('audit.none.title')}>{t('audit.none.text')}</EmptyState>
            )
          }
        </Loaded>
      </Panel>
      <Pager pages={pages} nextCursor={query.data?.next_cursor} />
    </>
  );
}
