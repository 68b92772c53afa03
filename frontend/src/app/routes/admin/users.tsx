import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigationType, useSearchParams } from 'react-router';
import { Loaded } from '@/components/errors/loaded';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { SelectField, TextField } from '@/components/ui/field';
import { PageHead } from '@/components/ui/page-head';
import { Pager, usePages } from '@/components/ui/pager';
import { Panel } from '@/components/ui/panel';
import { useListUsersQuery } from '@/features/admin/api/endpoints';
import { UserTable } from '@/features/admin/components/user-table';
import { useDelayed } from '@/lib/use-delayed';

export function Component() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const [typed, setTyped] = useState(search.get('q') ?? '');
  const status = search.get('status') ?? '';
  const inAddress = search.get('q') ?? '';
  const movement = useNavigationType();
  // Going back or forward brings another search; typing brings only our own.
  useEffect(() => {
    if (movement === 'POP') setTyped(inAddress);
  }, [inAddress, movement]);
  const q = useDelayed(typed.trim());
  const pages = usePages(`${q}|${status}`);
  const query = useListUsersQuery(
    {
      limit: 20,
      q: q || undefined,
      status: status === 'active' || status === 'disabled' ? status : undefined,
      cursor: pages.cursor,
    },
    { refetchOnMountOrArgChange: 10 },
  );
  const remember = (change: Record<string, string>) =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries(change)) {
          if (value) after.set(name, value);
          else after.delete(name);
        }
        return after;
      },
      { replace: true },
    );
  const clear = () => {
    setTyped('');
    remember({ q: '', status: '' });
  };
  return (
    <>
      <PageHead title={t('users.nav')} lead={t('users.lead')} />
      <search className="grid gap-4 sm:grid-cols-[1fr_12rem]">
        <TextField
          label={t('users.search')}
          type="search"
          autoComplete="off"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            remember({ q: event.target.value.trim() });
          }}
        />
        <SelectField
          label={t('users.status')}
          value={status}
          onChange={(event) => remember({ status: event.target.value })}
        >
          <option value="">{t('users.all')}</option>
          <option value="active">{t('users.active')}</option>
          <option value="disabled">{t('users.disabled')}</option>
        </SelectField>
      </search>
      <Panel>
        <Loaded query={query} rows={6}>
          {(list) =>
            list.data.length > 0 ? (
              <UserTable users={list.data} />
            ) : (
              <EmptyState
                title={t('users.none.title')}
                action={<Button onClick={clear}>{t('users.clear')}</Button>}
              >
                {t('users.none.text')}
              </EmptyState>
            )
          }
        </Loaded>
      </Panel>
      <Pager pages={pages} nextCursor={query.data?.next_cursor} />
    </>
  );
}
