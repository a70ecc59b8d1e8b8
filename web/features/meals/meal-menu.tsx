/** The menu of a meal for everyone but its hosts: report it. */
import type { Meal } from '@meshi/client';
import { Flag } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useWords } from '../../i18n/language.ts';
import { Menu } from '../../ui/menu.tsx';
import { ReportDialog } from '../../ui/report/report-dialog.tsx';

export function MealMenu({ meal }: { meal: Meal }) {
  const { report } = useWords();
  const navigate = useNavigate();
  const [isReporting, setReporting] = useState(false);
  return (
    <>
      <Menu entries={[{ label: report.action, icon: Flag, onSelect: () => setReporting(true) }]} />
      <ReportDialog
        subject={{ kind: 'meal', id: meal.id, personId: meal.host.id }}
        isOpen={isReporting}
        onClose={() => setReporting(false)}
        onBlocked={() => navigate('/meals')}
      />
    </>
  );
}
