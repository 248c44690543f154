import type { Finding } from './finding.js';

const WIDTH = 100;
const INDENT = '            ';

/** Findings as text for the terminal. */
export function formatFindings(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'otel-traced doctor: nothing wrong was found.\n';
  const count = `${findings.length} finding${findings.length === 1 ? '' : 's'}`;
  const blocks = findings.map(({ code, seen, why, remedy }, index) =>
    [
      `${index + 1}. ${code}`,
      paragraph('   seen     ', seen),
      paragraph('   why      ', why),
      paragraph('   remedy   ', remedy),
    ].join('\n'),
  );
  return `otel-traced doctor: ${count}.\n\n${blocks.join('\n\n')}\n`;
}

function paragraph(label: string, text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && INDENT.length + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return label + [...lines, line].join(`\n${INDENT}`);
}
