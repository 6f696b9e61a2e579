/**
 * What stages 2 to 5 leave behind: a {@link graft.compiler.api.plan.Plan} holds the order, the
 * {@link graft.compiler.api.plan.Partition}s with their {@link graft.compiler.api.plan.Signature}s, and for each
 * partition function and for the caller a {@link graft.compiler.api.plan.FunctionPlan} of
 * {@link graft.compiler.api.plan.Line}s. Values only, safe for any thread.
 */
@Export
@Version("1.0.0")
@NullMarked
package graft.compiler.api.plan;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
