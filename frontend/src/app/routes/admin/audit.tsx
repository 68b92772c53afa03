import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loaded } from '@/components/errors/loaded';
import { EmptyState } from '@/components/ui/empty-state';
import { SelectField, TextField } from '@/components/ui/field';
import { PageHead } from '@/components/ui/page-head';
import { Pager, usePages } from '@/components/ui/pager';
import { Panel } from '@/components/ui/panel';
import { auditActions } from '@/features/audit/actions';
import { useListAuditEventsQuery } from '@/features/audit/api/endpoints';
import { AuditTable } from '@/features/audit/components/audit-table';
import { useActionText } from '@/features/audit/use-action-text';
import { useDelayed } from '@/lib/use-delayed';

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const spans = { hour: 3600, day: 86_400, week: 604_800, month: 2_592_000 } as const;
type Span = keyof typeof spans | '';

export function Component() {
  const { t } = useTranslation();
  const [actor, setActor] = useState('');
  const [action, setAction] = useState('');
  const [span, setSpan] = useState<{ name: Span; since: string | undefined }>({
    name: '',
    since: undefined,
  });
  const by = useDelayed(actor.trim());
  const actionText = useActionText();
  const malformed = by !== '' && !ID.test(by);
  const pages = usePages(`${by}|${action}|${span.since}`);
  const query = useListAuditEventsQuery(
    {
      limit: 25,
      actor: malformed ? undefined : by || undefined,
      action: action || undefined,
      since: span.since,
      cursor: pages.cursor,
    },
    { refetchOnMountOrArgChange: true },
  );
  const pickSpan = (name: Span) =>
    setSpan({
      name,
      since: name ? new Date(Date.now() - spans[name] * 1000).toISOString() : undefined,
    });
  return (
    <>
      <PageHead title={t('audit.nav')} lead={t('audit.lead')} />
      <search className="grid gap-4 sm:grid-cols-3">
        <TextField
          label={t('audit.actorId')}
          autoComplete="off"
          spellCheck={false}
          value={actor}
          error={malformed ? t('audit.notAnId') : undefined}
          onChange={(event) => setActor(event.target.value)}
        />
        <SelectField
          label={t('audit.action')}
          value={action}
          onChange={(event) => setAction(event.target.value)}
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
          value={span.name}
          onChange={(event) => pickSpan(event.target.value as Span)}
        >
          <option value="">{t('audit.always')}</option>
          {(Object.keys(spans) as (keyof typeof spans)[]).map((name) => (
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
