/** Faults in how screens show what happened. Each costs a build of the app and a browser. */
import type { Fault } from '../fault.ts';

const TOASTS = ['test/e2e/toasts.test.ts'];
const FORM_ERRORS = ['test/e2e/form-errors.test.ts'];

export const screens: readonly Fault[] = [
  {
    name: 'English words are loaded with the Japanese screens',
    file: 'web/vite.config.ts',
    find: 'priority: 4, includeDependenciesRecursively: false }',
    replace: 'priority: 4 }',
    tests: ['test/e2e/first-screen.test.ts'],
    title: 'after signing in needs few files',
  },
  {
    name: 'modules that several screens share are a file each',
    file: 'web/vite.config.ts',
    find: "  { name: firstOf, debugName: 'first', minShareCount: 2, priority: 2 },\n  { name: 'common', minShareCount: 2, priority: 1 },\n",
    replace: "  { name: firstOf, debugName: 'first', minShareCount: 9, priority: 2 },\n",
    tests: ['test/e2e/first-screen.test.ts'],
    title: 'after signing in needs few files',
  },
  {
    name: 'the first faulty field of a form does not get the focus',
    file: 'web/ui/form.tsx',
    find: 'control.focus({ preventScroll: true });',
    replace: '',
    tests: FORM_ERRORS,
    title: 'shows and focuses the first faulty field',
  },
  {
    name: 'the first faulty field of a form stays out of sight',
    file: 'web/ui/form.tsx',
    find: "(control.closest('.field') ?? control).scrollIntoView({ block: 'center' });",
    replace: '',
    tests: FORM_ERRORS,
    title: 'shows and focuses the first faulty field',
  },
  {
    name: 'a problem of a field that the form does not have is not shown',
    file: 'web/ui/form.tsx',
    find: 'const problem = form.problem ?? unshown;',
    replace: 'const problem = form.problem && unshown;',
    tests: FORM_ERRORS,
    title: 'shows a problem of a field that cannot show it',
  },
  {
    name: 'the button that changes nothing reads like the one that cancels a meal',
    file: 'web/features/meals/meal-host-menu.tsx',
    find: 'cancel={common.back}',
    replace: '',
    tests: ['test/web/cancel-buttons.test.ts'],
    title: 'is Back, not Cancel',
  },
  {
    name: 'a toast stays after its screen was opened',
    file: 'web/ui/toasts.tsx',
    find: "if (data?.to === pathname && transitionStatus !== 'ending') close(id);",
    replace: "if (data?.to === '' && transitionStatus !== 'ending') close(id);",
    tests: TOASTS,
    title: 'closes when the topic is opened in another way',
  },
  {
    name: 'the toast about an interest lies above the dialog of the match',
    file: 'web/features/matching/match-provider.tsx',
    find: 'toast.close(interestToast(made.person.id));',
    replace: '',
    tests: TOASTS,
    title: 'is not above the dialog of the match',
  },
  {
    name: 'the toast about an interest stays after the person withdrew',
    file: 'web/features/matching/match-provider.tsx',
    find: "meshi.on('interest:withdrawn', ({ personId }) => toast.close(interestToast(personId))),",
    replace: '',
    tests: TOASTS,
    title: 'closes when the interest is withdrawn',
  },
  {
    name: 'a press says nothing about what follows',
    file: 'web/features/topics/topic-queries.ts',
    find: 'sayWhatFollows(answer);',
    replace: '',
    tests: TOASTS,
    title: 'says what follows from a press',
  },
  {
    name: 'an unfolded appointment stays while one writes',
    file: 'web/features/conversations/conversation-view.tsx',
    find: 'onWriting={() => isWide || setUnfolded(false)}',
    replace: '',
    tests: ['test/e2e/conversation-space.test.ts'],
    title: 'is one line in the head that unfolds, and folds when one writes',
  },
];
