/** Catches a screen that fails to render, so that the rest of the app stays usable. */
import { Component, type ReactNode } from 'react';
import { useWords } from '../i18n/language.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/states.tsx';

/** Needs a `key` that changes with the screen, so that another screen starts without the failure. */
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
