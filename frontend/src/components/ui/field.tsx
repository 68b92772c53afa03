import { type ComponentProps, type ReactNode, useId } from 'react';
import { classes } from './classes';

export const controlClasses =
  'block w-full min-h-11 rounded-md border border-edge bg-wall px-3 py-2 text-base leading-6 text-ink ' +
  'placeholder:text-soft aria-invalid:border-brick aria-invalid:border-2';

interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string;
  /** Gets the id and the description of the control to wire up. */
  children: (wiring: {
    id: string;
    'aria-describedby': string | undefined;
    'aria-invalid': boolean | undefined;
  }) => ReactNode;
}

/** Label, control, hint and error of one form field, tied together for assistive technology. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const describedBy = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ');
  return (
    <div className="grid content-start gap-1.5">
      <label htmlFor={id} className="font-[600]">
        {label}
      </label>
      {children({
        id,
        'aria-describedby': describedBy || undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {error && (
        <p id={`${id}-error`} className="text-sm font-[600] text-brick">
          {error}
        </p>
      )}
      {hint && (
        <div id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </div>
      )}
    </div>
  );
}

type Labelled = Pick<FieldProps, 'label' | 'hint' | 'error'>;

export function TextField({
  label,
  hint,
  error,
  className,
  ...rest
}: Labelled & ComponentProps<'input'>) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => (
        <input type="text" {...rest} {...wiring} className={classes(controlClasses, className)} />
      )}
    </Field>
  );
}

export function TextAreaField({
  label,
  hint,
  error,
  ...rest
}: Labelled & ComponentProps<'textarea'>) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => <textarea rows={4} {...rest} {...wiring} className={controlClasses} />}
    </Field>
  );
}

export function SelectField({ label, hint, error, ...rest }: Labelled & ComponentProps<'select'>) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => <select {...rest} {...wiring} className={controlClasses} />}
    </Field>
  );
}
