import { useState } from 'react';
import {
  type DefaultValues,
  type FieldValues,
  type Path,
  type Resolver,
  type UseFormReturn,
  useForm,
} from 'react-hook-form';
import type { ApiError } from '@/lib/api/problem';
import { placeServerErrors } from './server-errors';
import { useFieldError } from './use-field-error';

export interface ApiForm<Values extends FieldValues> {
  form: UseFormReturn<Values>;
  /** The refusal that belongs to no field. */
  error: ApiError | null;
  setError: (error: ApiError | null) => void;
  /** Props of an input: registration and the error under it. */
  field: (name: Path<Values>) => ReturnType<UseFormReturn<Values>['register']> & { error?: string };
  /** Runs `send` with the values when they are well-formed, and places what the server refuses. */
  submit: (
    send: (values: Values) => Promise<unknown>,
  ) => (event?: React.SyntheticEvent) => Promise<void>;
  busy: boolean;
}

/** A form whose values are checked by a resolver here and by the API there. */
export function useApiForm<Values extends FieldValues>(options: {
  resolver: Resolver<Values>;
  defaultValues: DefaultValues<Values>;
  members?: Partial<Record<string, Path<Values>>>;
}): ApiForm<Values> {
  const form = useForm<Values>({
    resolver: options.resolver,
    defaultValues: options.defaultValues,
    reValidateMode: 'onChange',
  });
  const fieldError = useFieldError();
  const [error, setError] = useState<ApiError | null>(null);
  return {
    form,
    error,
    setError,
    field: (name) => ({
      ...form.register(name),
      error: fieldError(form.getFieldState(name, form.formState).error),
    }),
    submit: (send) =>
      form.handleSubmit(async (values) => {
        setError(null);
        try {
          await send(values);
        } catch (caught) {
          setError(placeServerErrors(form, caught, options.members));
        }
      }),
    busy: form.formState.isSubmitting,
  };
}
