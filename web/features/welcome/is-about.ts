/** Whether a title names a tag. Latin words count whole: `go` is not in "good". Japanese has no spaces between words. */
export function isAbout(title: string, tag: string): boolean {
  const text = title.toLowerCase();
  if (!/^[\x20-\x7e]+$/.test(tag)) return text.includes(tag);
  const words = text.split(/[^a-z0-9_+#.-]+/).map((word) => word.replace(/^[#.-]+|[.-]+$/g, ''));
  return words.includes(tag);
}
