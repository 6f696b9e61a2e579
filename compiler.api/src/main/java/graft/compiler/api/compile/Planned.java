package graft.compiler.api.compile;

import graft.compiler.api.lower.Lowered;
import graft.compiler.api.plan.Plan;

/**
 * What a backend builds from.
 *
 * @param lowered the model's loops and calls, fused
 * @param plan the plan of its schedule, without undefined names
 */
public record Planned(Lowered lowered, Plan plan) {}
