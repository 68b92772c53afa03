import { useTranslation } from 'react-i18next';
import type { AuditEvent } from '../api/endpoints';

/** What members were and became. */
export function Changes({ changes }: { changes: AuditEvent['changes'] }) {
  const { t, i18n } = useTranslation();
  const named = (field: string) => {
    const key = `change.${field}`;
    return i18n.exists(key) ? String(i18n.t(key as never)) : field;
  };
  const valued = (field: string, value: string) => {
    const key = `change.value.${field}.${value}`;
    return i18n.exists(key) ? String(i18n.t(key as never)) : value || t('change.nothing');
  };
  return changes.map(({ field, before, after }) => (
    <p key={field} className="text-sm break-words text-soft">
      {named(field)}: <s>{valued(field, before)}</s> <span aria-hidden="true">→</span>{' '}
      <span className="text-ink">{valued(field, after)}</span>
    </p>
  ));
}
