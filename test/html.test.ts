// The HTML report as its reader meets it: opened from a file in a real browser, by pointer and by keyboard,
// with a log that means harm, and without scripts.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Cycle, Report } from '../src/model.ts';
import { html } from '../src/reporters/html/index.ts';
import { browserTests, hasBrowser } from './browser.ts';
import { fixture, keyOverNbd, nova, reportOn } from './support.ts';

const OPTIONS = { color: false, width: 80 };
const rendered = (report: Report) => [...html(report, OPTIONS)].join('');

let showcase: Report;
beforeAll(async () => {
  showcase = await reportOn(fixture('showcase.log').bytes);
});

/** The first cycle of the showcase, with other parts. */
function aCycle(parts: Partial<Cycle> = {}): Cycle {
  const [first] = showcase.cycles;
  if (first === undefined) throw new Error('the showcase has no cycle');
  return { ...first, ...parts };
}

function many(count: number): Report {
  const day = Date.UTC(2012, 10, 14);
  const at = (seconds: number) => new Date(day + seconds * 1000).toISOString().slice(0, 19);
  const cycles = Array.from({ length: count }, (_, index) => {
    const start = at(index * 60);
    const { steps } = aCycle();
    return aCycle({
      id: `cycle-${index}`,
      instance: { uuid: null, name: `instance-${index}` },
      start,
      end: start,
      steps: steps.map((step) => ({ ...step, at: start, command: `command ${index}` })),
    });
  });
  return { ...showcase, cycles, instances: [], findings: [] };
}

test('the same report is the same file', () => {
  expect(rendered(showcase)).toBe(rendered(structuredClone(showcase)));
});

if (!hasBrowser) console.warn('no chromium on this machine: the HTML report is not opened in one');

describe.skipIf(!hasBrowser)('in a browser', () => {
  const open = browserTests();
  const back = (page: Page) => page.evaluate('getComputedStyle(document.body).backgroundColor');
  const shown = (page: Page) => page.locator('#filter output').innerText();
  const rows = (page: Page, table: string) => page.locator(`#${table} tbody tr`);
  const axis = async (page: Page) => (await page.locator('.time').allTextContents()).join(' | ');
  const soon = <Value>(value: () => Promise<Value>) => expect.poll(value, { timeout: 30_000 });
  /** The drawing follows at the next frame. */
  const changed = async (page: Page, act: () => Promise<unknown>) => {
    const before = await axis(page);
    await act();
    await soon(() => axis(page)).not.toBe(before);
  };

  test('nothing is asked of the network, and nothing goes wrong', async () => {
    const { page, noise } = await open(rendered(showcase));
    await page.locator('#cycles .opener').first().click();
    await page.locator('#findings .opener').first().click();
    expect(noise).toEqual([]);
  });

  test('the verdict stands first', async () => {
    const { page } = await open(rendered(showcase));
    const sections = await page.locator('main > section').allInnerTexts();
    expect(sections[0]).toContain('6 injections in 6 cycles: 5 completed, 1 leaked');
    expect(sections[0]).toMatch(/▲ 1\s+left something behind/);
    expect(sections[1]).toContain('release: Essex 2012.1.3 (certain)');
  });

  test('what a log does not show is said', async () => {
    const report = await reportOn(fixture('releases/2012.1.3/info-only.log').bytes);
    const { page } = await open(rendered(report));
    expect(await page.locator('#inputs .warn').allInnerTexts()).toContainEqual(
      expect.stringContaining('commands: hidden'),
    );
  });

  test('many sources are folded, what is missing from them is not', async () => {
    const [source] = (await reportOn(fixture('releases/2012.1.3/info-only.log').bytes)).sources;
    if (source === undefined) throw new Error('the log is no source');
    const sources = Array.from({ length: 20 }, (_, at) => ({ ...source, path: `${at}.log` }));
    const { page } = await open(rendered({ ...showcase, sources }));
    const shownText = await page.locator('#inputs').innerText();
    expect(shownText).toContain('20 sources');
    expect(shownText).toContain('commands: hidden');
    expect(shownText).not.toContain('7.log: ');
    await page.locator('#inputs summary').click();
    expect(await page.locator('#inputs').innerText()).toContain('7.log: ');
  });

  describe('filters', () => {
    test.each([
      ['text', 'nbd14', 1],
      ['text', 'REQ-4D2E9C16', 1],
      ['instance', 'instance-000003a2', 1],
      ['fromMs', '2012-11-14 11:20', 4],
      ['toMs', '2012-11-14 08:14:38', 1],
    ])('%s: %s', async (name, value, fitting) => {
      const { page } = await open(rendered(showcase));
      await page.locator(`[name=${name}]`).fill(value);
      expect(await shown(page)).toBe(`${fitting} of 6 cycles`);
      expect(await rows(page, 'cycles').count()).toBe(fitting);
      expect(await rows(page, 'instances').count()).toBe(fitting);
      await soon(() => page.locator('.cycle').count()).toBe(fitting);
    });

    test.each([
      ['handler', 'guestfs', 1],
      ['outcome', 'leaked', 1],
    ])('%s: %s', async (name, value, fitting) => {
      const { page } = await open(rendered(showcase));
      await page.locator(`[name=${name}]`).selectOption(value);
      expect(await shown(page)).toBe(`${fitting} of 6 cycles`);
      expect(await page.locator('#cycles tbody').innerText()).toContain(value);
    });

    test('leave the findings about what is shown', async () => {
      const { page } = await open(rendered(showcase));
      await page.locator('[name=outcome]').selectOption('leaked');
      const text = await page.locator('#findings tbody').innerText();
      expect(text).toContain('An nbd device was left attached');
      expect(text).not.toContain('An nbd device did not show up');
    });

    test('are taken back together', async () => {
      const { page } = await open(rendered(showcase));
      await page.locator('[name=text]').fill('no such text');
      expect(await page.locator('#cycles .end').innerText()).toBe('No cycle fits the filter.');
      await page.getByRole('button', { name: 'Clear' }).click();
      expect(await shown(page)).toBe('6 cycles');
      expect(await page.locator('[name=text]').inputValue()).toBe('');
    });

    test('a time that is none is marked and asks for nothing', async () => {
      const { page } = await open(rendered(showcase));
      const from = page.locator('[name=fromMs]');
      await from.fill('yesterday');
      expect(await from.getAttribute('aria-invalid')).toBe('true');
      expect(await shown(page)).toBe('6 cycles');
      expect(await from.inputValue()).toBe('yesterday');
    });

    test('a finding, an instance and the timeline narrow them', async () => {
      const { page } = await open(rendered(showcase));
      await page.locator('#findings .opener', { hasText: 'Guest images are mounted' }).click();
      await page.getByRole('button', { name: 'Show only its 5 cycles' }).click();
      expect(await shown(page)).toBe('5 of 6 cycles');
      await page.keyboard.press('Escape');
      await page.locator('#instances .opener').first().click();
      expect(await shown(page)).toBe('1 of 6 cycles');
      await page.getByRole('button', { name: 'Clear' }).click();
      await changed(page, () => page.getByRole('button', { name: 'Zoom in' }).click());
      await page.getByRole('button', { name: 'Filter by what is in view' }).click();
      expect(await shown(page)).toMatch(/^[1-5] of 6 cycles$/);
      expect(await page.locator('[name=fromMs]').inputValue()).toMatch(/^2012-11-14 /);
    });
  });

  test('a table is sorted by the head that is pressed, the other way at the second time', async () => {
    const { page } = await open(rendered(showcase));
    const column = page.locator('#cycles tbody td:nth-child(3)');
    const head = page.locator('#cycles th', { hasText: 'took' });
    await head.locator('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    expect(await column.allInnerTexts()).toEqual(['<1s', '1s', '1s', '1s', '1s', '11s']);
    await head.locator('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    expect((await column.allInnerTexts())[0]).toBe('11s');
  });

  describe('the timeline', () => {
    test('is zoomed and moved by wheel and drag', async () => {
      const { page } = await open(rendered(showcase));
      const plot = page.locator('.plot').first();
      await plot.scrollIntoViewIfNeeded();
      const box = await plot.boundingBox();
      if (box === null) throw new Error('no timeline is drawn');
      const [x, y] = [box.x + box.width / 2, box.y + box.height - 10];
      await page.mouse.move(x, y);
      await changed(page, () => page.mouse.wheel(0, -600));
      await changed(page, async () => {
        await page.mouse.down();
        await page.mouse.move(x - 200, y, { steps: 4 });
        await page.mouse.up();
      });
      expect(await page.locator('#panel').isVisible()).toBe(false);
    });

    test('is zoomed and moved by keys', async () => {
      const { page } = await open(rendered(showcase));
      const whole = await axis(page);
      await page.locator('.plot > svg').focus();
      for (const key of ['+', '+', 'ArrowRight', 'ArrowLeft', '-']) {
        await changed(page, () => page.keyboard.press(key));
      }
      await changed(page, () => page.keyboard.press('0'));
      expect(await axis(page)).toBe(whole);
    });

    test('has the real times where idle time is not squeezed', async () => {
      const { page } = await open(rendered(showcase));
      await changed(page, () => page.getByLabel('Squeeze idle time').uncheck());
      expect(await axis(page)).toContain('10:00:00');
    });

    test('has a drawing for each host and a lane for each device', async () => {
      const hosts = ['cn1', 'cn2', 'cn10'].map((host, at) =>
        aCycle({ id: host, host, device: `/dev/nbd${at}` }),
      );
      const { page } = await open(
        rendered({ ...showcase, cycles: [...hosts].reverse(), instances: [], findings: [] }),
      );
      expect(await page.locator('figcaption').allInnerTexts()).toEqual(['cn1', 'cn2', 'cn10']);
      expect(await page.locator('.lane').allTextContents()).toEqual(['nbd0', 'nbd1', 'nbd2']);
    });

    test('draws steps of one stamp in their order', async () => {
      const { page } = await open(rendered({ ...showcase, cycles: [aCycle()] }));
      const steps = page.locator('.mark > rect.step');
      await soon(() => steps.count()).toBe(aCycle().steps.length);
      const boxes = await Promise.all((await steps.all()).map((step) => step.boundingBox()));
      const lefts = boxes.map((box) => box?.x ?? 0);
      expect(new Set(lefts).size).toBe(lefts.length);
      expect(lefts).toEqual([...lefts].sort((a, b) => a - b));
    });

    test('tells step, command and line of what the pointer is on', async () => {
      const { page } = await open(rendered(showcase));
      await page.locator('#timeline').scrollIntoViewIfNeeded();
      await page.locator('.mark .step.mount').first().hover();
      const hint = page.locator('#hint');
      await soon(() => hint.isVisible()).toBe(true);
      expect(await hint.innerText()).toMatch(
        /^mount[\s\S]+mount \/dev\/mapper\/nbd12p1 [\s\S]+nova-compute\.log:\d+[\s\S]+Running cmd/,
      );
    });

    test('is walked and read with the keyboard alone', async () => {
      const { page } = await open(rendered(showcase));
      const hint = page.locator('#hint');
      await page.locator('.plot > svg').focus();
      await page.keyboard.press('Tab');
      expect(await hint.innerText()).toMatch(/^announce[\s\S]+nova-compute\.log:\d+/);
      await page.keyboard.press('ArrowRight');
      expect(await hint.innerText()).toMatch(/^attach/);
      const focused = page.locator('.mark:focus');
      const name = await focused.getAttribute('aria-label');
      await page.keyboard.press('Enter');
      const panel = page.getByRole('dialog');
      expect(await panel.innerText()).toContain('guestfs opened the image');
      expect(await page.locator('#panel-title:focus').count()).toBe(1);
      await page.keyboard.press('Escape');
      expect(await panel.isVisible()).toBe(false);
      expect(await focused.getAttribute('aria-label')).toBe(name);
      await page.keyboard.press('Escape');
      expect(await hint.isVisible()).toBe(false);
    });
  });

  test('a cycle is told in full, with its lines', async () => {
    const { page } = await open(rendered(showcase));
    await page.locator('#cycles .opener').last().click();
    const panel = page.getByRole('dialog');
    const text = await panel.innerText();
    for (const part of [
      'leaked',
      'left behind',
      'device /dev/nbd13',
      'redundancy',
      'qemu-nbd -c',
    ]) {
      expect(text).toContain(part);
    }
    await panel.locator('summary').first().click();
    expect(await panel.locator('.quotes li').first().innerText()).toMatch(/^nova-compute\.log:\d+/);
    const title = await page.locator('#panel-title').innerText();
    expect(title).toContain('instance-000003a6');
  });

  test('a thousand cycles are drawn as far as they are scrolled to', async () => {
    const { page, noise } = await open(rendered(many(1000)));
    expect(await rows(page, 'cycles').count()).toBeLessThan(200);
    await page.locator('#cycles th', { hasText: 'started' }).locator('button').dblclick();
    await page.locator('#cycles .opener').first().click();
    expect(await page.getByRole('dialog').innerText()).toContain('command 999');
    await page.keyboard.press('Escape');
    const scroll = async () => {
      await page.locator('#cycles .scroller').hover();
      await page.mouse.wheel(0, 20_000);
      return rows(page, 'cycles').count();
    };
    await soon(scroll).toBeGreaterThan(300);
    expect(noise).toEqual([]);
  });

  test('findings that say the same share a row', async () => {
    const [finding] = showcase.findings;
    const findings = finding === undefined ? [] : [finding, finding, finding];
    const { page } = await open(rendered({ ...showcase, findings }));
    expect(await rows(page, 'findings').count()).toBe(1);
    expect(await rows(page, 'findings').locator('td').last().innerText()).toBe('3');
  });

  test('an empty report says what that is worth', async () => {
    const { page, noise } = await open(rendered(await reportOn([nova('2012.1').starting()])));
    expect(await page.locator('main').innerText()).toContain('No injection seen');
    expect(await page.locator('#filter, #timeline, #cycles').count()).toBe(0);
    expect(noise).toEqual([]);
  });

  test('a cycle of which nothing is known is in the table, and said to have no time', async () => {
    const unknown = aCycle({
      host: null,
      instance: { uuid: null, name: null },
      requestId: null,
      image: { path: null, id: null, format: null, cow: null },
      handler: null,
      device: null,
      start: null,
      end: null,
      durationMs: null,
      outcome: 'unknown',
      steps: aCycle().steps.map((step) => ({ ...step, at: null, durationMs: null })),
    });
    const { page, noise } = await open(rendered({ ...showcase, cycles: [unknown], instances: [] }));
    expect(await rows(page, 'cycles').innerText()).toMatch(
      /\? unknown[\s\S]+not visible[\s\S]+no device/,
    );
    expect(await page.locator('#timeline').innerText()).toContain(
      '1 of the cycles shown have no time',
    );
    await page.locator('#cycles .opener').click();
    expect(await page.getByRole('dialog').innerText()).toContain('instance not identified');
    expect(noise).toEqual([]);
  });

  test('the colours follow the system, and the button changes them', async () => {
    const { page } = await open(rendered(showcase), { colorScheme: 'dark' });
    const dark = await back(page);
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await back(page);
    expect(light).not.toBe(dark);
    await page.getByRole('button', { name: 'Dark colours' }).click();
    expect(await back(page)).toBe(dark);
    await page.getByRole('button', { name: 'Light colours' }).click();
    expect(await back(page)).toBe(light);
  });

  test('on paper there are all rows and no controls', async () => {
    const { page } = await open(rendered(many(100)), { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await back(page)).toBe('rgb(255, 255, 255)');
    await soon(() => rows(page, 'cycles').count()).toBe(100);
    expect(await page.locator('#filter, #theme, .tools').filter({ visible: true }).count()).toBe(0);
    const clipped =
      "document.querySelector('#cycles .scroller').scrollHeight > document.querySelector('#cycles .scroller').clientHeight + 1";
    expect(await page.evaluate(clipped)).toBe(false);
  });

  test('on a phone nothing but tables is wider than the screen', async () => {
    const { page } = await open(rendered(showcase), { viewport: { width: 400, height: 800 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400);
  });

  test('without scripts there are verdict, findings and cycles', async () => {
    const { page, noise } = await open(rendered(showcase), { javaScriptEnabled: false });
    const text = await page.locator('main').innerText();
    expect(text).toContain('6 injections in 6 cycles');
    expect(text).toContain('ERROR An nbd device was left attached (leaked-nbd-device)');
    expect(text).toContain('remedy: Check that nothing uses it');
    expect(await page.locator('tbody tr').count()).toBe(6);
    expect(noise).toEqual([]);
  });

  describe('for those who do not see it, or not well', () => {
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

    test.each(['light', 'dark'] as const)('axe finds nothing serious: %s', async (colorScheme) => {
      const { page } = await open(rendered(showcase), { colorScheme, bypassCSP: true });
      await page.locator('#cycles .opener').first().click();
      await page.addScriptTag({ content: axe });
      const found = await page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, at: nodes.map(({ target }) => String(target)).slice(0, 5) })))',
      );
      const serious = (found as { impact: string }[]).filter(({ impact }) =>
        ['serious', 'critical'].includes(impact),
      );
      expect(serious).toEqual([]);
    });
  });

  describe('a log that means harm', () => {
    const HOSTILE = [
      '<script>alert(1)</script>',
      '<img src=x onerror=alert(1)>',
      '</script><script>alert(1)</script>',
      '</svg></noscript></style><svg onload=alert(1)>',
      `" onmouseover="alert(1)" x='`,
      '``; alert(1); `',
      '\u202ereversed\u202c \u2066isolated\u2069',
      '\u001b[31mred\u001b[0m \u001b]8;;http://example.org\u0007link\u001b]8;;\u0007',
      '<!-- \u2028 \u2029 ]]> &amp; &#60;b&#62;',
      '__proto__',
    ];

    /** Every text of a value is replaced, and so is what a log names levels by. */
    function spoilt<Value>(value: Value, text: string, key = ''): Value {
      const of = (one: unknown): unknown => {
        if (typeof one === 'string') return text;
        if (Array.isArray(one)) return one.map((inner) => spoilt(inner, text));
        if (typeof one !== 'object' || one === null) return one;
        const entries = Object.entries(one).map(([name, inner]) => [
          key === 'levels' ? `${text}${name}` : name,
          spoilt(inner, text, name),
        ]);
        return Object.fromEntries(entries);
      };
      return of(value) as Value;
    }

    test.each(HOSTILE)('in every text, opened and pressed: %j', async (text) => {
      const { page, noise } = await open(rendered(spoilt(showcase, text)));
      for (const table of ['findings', 'cycles', 'instances']) {
        await page.locator(`#${table} .opener`).first().click();
      }
      expect(
        await page.locator('script:not([type]), img, a, iframe, [onload], [onmouseover]').count(),
      ).toBe(1);
      expect(noise).toEqual([]);
    });

    test.each(HOSTILE)('between true times: %j', async (text) => {
      const cycles = showcase.cycles.map((cycle) => {
        const steps = cycle.steps.map((step) => ({ ...spoilt(step, text), at: step.at }));
        return { ...spoilt(cycle, text), start: cycle.start, end: cycle.end, steps };
      });
      const { page, noise } = await open(rendered({ ...showcase, cycles, instances: [] }));
      await page.locator('.plot > svg').focus();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await soon(() => page.locator('#panel').isVisible()).toBe(true);
      expect(noise).toEqual([]);
    });

    test('is shown as the text it is', async () => {
      const report = spoilt(showcase, HOSTILE[0] ?? '');
      const { page } = await open(rendered(report));
      await page.locator('#cycles .opener').first().click();
      for (const part of ['#inputs', '#findings tbody', '#cycles tbody', '#panel']) {
        expect(await page.locator(part).innerText()).toContain('<script>alert(1)</script>');
      }
      expect(await page.locator('main').innerText()).not.toContain('&lt;');
    });

    test('loses what would reorder or hide letters', () => {
      const text = rendered(spoilt(showcase, HOSTILE.join(' ')));
      expect(text).not.toMatch(/[\u001b\u202a-\u202e\u2066-\u2069\u2028\u2029]/);
      expect(text).toContain('reversed isolated');
    });

    test('is as harmless without scripts', async () => {
      const { page } = await open(rendered(spoilt(showcase, HOSTILE.join(' '))), {
        javaScriptEnabled: false,
      });
      expect(await page.locator('main script, main img, main svg, main iframe').count()).toBe(0);
      expect(await page.locator('tbody').innerText()).toContain('<img src=x onerror=alert(1)>');
    });

    test('runs nothing that is written into the file later', async () => {
      const html = rendered(showcase).replace(
        '</main>',
        '<script>document.title = "run"</script></main>',
      );
      const { page, noise } = await open(html);
      expect(await page.title()).not.toBe('run');
      expect(noise.join()).toContain('Content Security Policy');
    });
  });
});

test('a log of a whole boot is told as the text report tells it', async () => {
  const log = nova('2013.2');
  const report = await reportOn([log.starting(), ...keyOverNbd(log), log.spawned()]);
  expect(rendered(report)).toContain('<span class="strong">1 injection in 1 cycle</span>');
});
