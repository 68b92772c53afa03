import { createSlice, nanoid, type PayloadAction } from '@reduxjs/toolkit';

export interface Toast {
  id: string;
  tone: 'good' | 'bad';
  text: string;
}

const slice = createSlice({
  name: 'toasts',
  initialState: [] as Toast[],
  reducers: {
    said: {
      reducer: (state, action: PayloadAction<Toast>) => [...state.slice(-2), action.payload],
      prepare: (text: string, tone: Toast['tone'] = 'good') => ({
        payload: { id: nanoid(), text, tone },
      }),
    },
    dismissed: (state, action: PayloadAction<string>) =>
      state.filter((toast) => toast.id !== action.payload),
  },
});

/** Short confirmations that go away by themselves. */
export const toasts = slice.reducer;
export const { said, dismissed } = slice.actions;
