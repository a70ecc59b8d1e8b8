/** The dialog that posts a topic, or edits one. */
import { lazyDialog } from '../../app/lazy-screen.ts';

export const TopicDialog = lazyDialog(async () => (await import('./topic-form.tsx')).TopicForm);
