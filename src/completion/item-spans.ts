import { CallPlan } from '../engine/call-plan.js';
import type { Layer } from '../engine/option-levels.js';
import { TracedCall } from '../engine/traced-call.js';

/** The spans of an iteration's items, see the option `each`: one at a time is open. */
export class ItemSpans {
  private open: TracedCall | undefined;
  private plan: CallPlan | undefined;

  constructor(private readonly iteration: TracedCall) {}

  /** The consumer is done with its item, if it has one. */
  endItem(): void {
    this.open?.succeed(undefined);
    this.open = undefined;
  }

  /** The consumer failed on its item. */
  failItem(error: unknown): void {
    this.open?.fail(error);
    this.open = undefined;
  }

  /** The consumer gets the next item. A failure in here is reported, and the iteration goes on without the item's span. */
  handOut(item: unknown): void {
    this.endItem();
    const { plan, self, context } = this.iteration;
    const { each } = plan.options;
    if (each === undefined) return;
    try {
      const itemPlan =
        typeof each === 'function'
          ? this.planOf(plan.ask(each, self, [item], undefined))
          : this.commonPlan(each);
      const tracer = itemPlan.tracerFor(self, [item]);
      if (tracer === undefined) return;
      const call = new TracedCall(itemPlan, self, [item], context);
      if (call.start(tracer)) this.open = call;
    } catch (error) {
      plan.report(error);
    }
  }

  private commonPlan(options: object): CallPlan {
    this.plan ??= this.planOf(options);
    return this.plan;
  }

  private planOf(options: unknown): CallPlan {
    const { plan, name } = this.iteration;
    const site = { className: undefined, memberName: `${name} item` };
    const own = typeof options === 'object' && options !== null ? [options as Layer] : [];
    return new CallPlan(plan.scope, site, [], own, plan);
  }
}
