import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useDispatch, useSelector } from 'react-redux';
import { dismissed, type Toast } from './toasts';

const SHOWN_MS = 6_000;

/** Shows confirmations in a corner and has them read aloud. */
export function Toaster() {
  const shown = useSelector((state: { toasts: Toast[] }) => state.toasts);
  return (
    <div
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-0 z-50 grid justify-items-center gap-2 p-4 sm:justify-items-end"
    >
      {shown.map((toast) => (
        <Message key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function Message({ toast }: { toast: Toast }) {
  const { t } = useTranslation();
  const dispatch = useDispatch();
  useEffect(() => {
    const timer = setTimeout(() => dispatch(dismissed(toast.id)), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [dispatch, toast.id]);
  const Icon = toast.tone === 'good' ? CircleCheck : CircleAlert;
  return (
    <div className="rise pointer-events-auto flex max-w-[26rem] items-center gap-3 rounded-md bg-ink py-2 pr-1 pl-4 text-page shadow-xl">
      <Icon aria-hidden="true" size={20} className="shrink-0" />
      <span className="min-w-0 flex-1">{toast.text}</span>
      <button
        type="button"
        aria-label={t('close')}
        onClick={() => dispatch(dismissed(toast.id))}
        className="grid size-11 cursor-pointer place-items-center rounded-md"
      >
        <X aria-hidden="true" size={18} />
      </button>
    </div>
  );
}
