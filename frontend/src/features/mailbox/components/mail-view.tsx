import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { textLinkClasses } from '@/components/ui/text-link';
import { useFormat } from '@/lib/i18n/use-format';
import type { Mail } from '../api/endpoints';

/** Cuts text at its links; those to this site open here, others are left as text. */
function pieces(text: string): (string | { href: string; to: string })[] {
  return text.split(/(https?:\/\/[^\s<>"]+)/).map((part, index) => {
    if (index % 2 === 0 || !URL.canParse(part)) return part;
    const url = new URL(part);
    if (url.host !== window.location.host) return part;
    return { href: part, to: url.pathname + url.search + url.hash };
  });
}

/** One mail as text: what others wrote is never shown as HTML here. */
export function MailView({ mail }: { mail: Mail }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <article aria-label={mail.subject} className="grid gap-4 py-5">
      <div className="grid gap-0.5">
        <h2 className="text-lg">{mail.subject}</h2>
        <p className="text-soft">
          {t('mailbox.to', { to: mail.to })} ·{' '}
          <time dateTime={mail.created_at}>{format.dateTime(mail.created_at)}</time>
        </p>
      </div>
      <p className="wrap-anywhere whitespace-pre-wrap">
        {pieces(mail.text).map((piece) =>
          typeof piece === 'string' ? (
            piece
          ) : (
            <Link key={piece.href} to={piece.to} className={textLinkClasses}>
              {piece.href}
            </Link>
          ),
        )}
      </p>
    </article>
  );
}
