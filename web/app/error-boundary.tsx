/** A screen that fails must not take the app with it: says so and offers to reload. */
import { Component, type ReactNode } from 'react';
import { useWords } from '../i18n/language.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/states.tsx';

/** Give it a `key` of the screen, so that walking elsewhere leaves the failure behind. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <Crashed /> : this.props.children;
  }
}

function Crashed() {
  const words = useWords();
  return (
    <div role="alert">
      <Empty title={words.errors.crashed} hint={words.errors.crashedHint}>
        <Button kind="main" onClick={() => location.reload()}>
          {words.connection.reload}
        </Button>
      </Empty>
    </div>
  );
}
