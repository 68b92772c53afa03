import { useCallback } from 'react';
import { useDispatch } from 'react-redux';
import { said, type Toast } from './toasts';

/** Returns how to show a short confirmation. */
export function useSay(): (text: string, tone?: Toast['tone']) => void {
  const dispatch = useDispatch();
  return useCallback((text, tone) => dispatch(said(text, tone)), [dispatch]);
}
