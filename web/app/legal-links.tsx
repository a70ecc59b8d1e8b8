/** Links to the pages about Meshi, terms and privacy, at the end of a page. */
import { Link } from 'react-router';
import { useWords } from '../i18n/language.ts';
import './legal-links.css';

export function LegalLinks() {
  const { legal } = useWords();
  return (
    <footer className="legal-links">
      <Link to="/about">{legal.about}</Link>
      <Link to="/terms">{legal.terms}</Link>
      <Link to="/privacy">{legal.privacy}</Link>
      <Link to="/help">{legal.help}</Link>
    </footer>
  );
}

/** The terms that a person accepts by signing up. The links open in another tab, so that nothing typed is lost. */
export function Agreement() {
  const { legal } = useWords();
  return (
    <p className="quiet small">
      {legal.agreeBefore}
      <a href="/terms" target="_blank" rel="noreferrer">
        {legal.terms}
      </a>
      {legal.agreeBetween}
      <a href="/privacy" target="_blank" rel="noreferrer">
        {legal.privacy}
      </a>
      {legal.agreeAfter}
    </p>
  );
}
