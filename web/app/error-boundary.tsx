/** Catches a screen that fails to render, so that the rest of the app stays usable. */
import { Component, type ReactNode } from 'react';
import { useWords } from '../i18n/language.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/states.tsx';

interface ErrorBoundaryProps {
  children: ReactNode;
  /** What stands in place of a part that is less than a screen. */
  fallback?: ReactNode;
}

/** Needs a `key` that changes with the screen, so that another screen starts without the failure. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    const { children, fallback = <Crashed /> } = this.props;
    return this.state.hasFailed ? fallback : children;
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
