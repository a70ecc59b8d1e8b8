/** The text of a message with its Markdown, as React elements: nothing that a person wrote becomes HTML. */
import { Fragment, type ReactNode, useMemo } from 'react';
import { LinkedText } from '../../linked-text.tsx';
import { CodeBlock } from './code-block.tsx';
import { type Block, type Inline, parseMarkdown } from './parse-markdown.ts';
import './markdown.css';

export function MessageText({ text }: { text: string }) {
  const blocks = useMemo(() => parseMarkdown(text), [text]);
  return <Blocks blocks={blocks} />;
}

function Blocks({ blocks }: { blocks: readonly Block[] }) {
  return blocks.map((block, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of a text never change their order.
    <Fragment key={index}>{blockOf(block)}</Fragment>
  ));
}

function blockOf(block: Block): ReactNode {
  switch (block.type) {
    case 'text':
      return (
        <p>
          <Inlines inlines={block.children} />
        </p>
      );
    case 'quote':
      return (
        <blockquote>
          <Blocks blocks={block.children} />
        </blockquote>
      );
    case 'list': {
      const items = block.items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the items of a text never change their order.
        <li key={index}>
          <Blocks blocks={item} />
        </li>
      ));
      return block.start === null ? <ul>{items}</ul> : <ol start={block.start}>{items}</ol>;
    }
    case 'code':
      return <CodeBlock text={block.text} info={block.info} />;
  }
}

/** A link has no links inside. */
function Inlines({ inlines, isInLink = false }: { inlines: readonly Inline[]; isInLink?: boolean }) {
  return inlines.map((inline, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never change their order.
    <Fragment key={index}>{inlineOf(inline, isInLink)}</Fragment>
  ));
}

function inlineOf(inline: Inline, isInLink: boolean): ReactNode {
  switch (inline.type) {
    case 'text':
      return isInLink ? inline.text : <LinkedText text={inline.text} />;
    case 'code':
      return <code translate="no">{inline.text}</code>;
    case 'link':
      return (
        <a href={inline.href} title={inline.href} target="_blank" rel="noopener noreferrer nofollow">
          <Inlines inlines={inline.children} isInLink />
        </a>
      );
    default: {
      const Tag = inline.type;
      return (
        <Tag>
          <Inlines inlines={inline.children} isInLink={isInLink} />
        </Tag>
      );
    }
  }
}
