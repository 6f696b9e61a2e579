/**
 * From PyTorch's operators to loops and extern calls: a {@link graft.compiler.api.lower.Lowering} makes of an exported model a
 * {@link graft.compiler.api.lower.Lowered}, that is, a schedule with the body of each node and what its inputs and outputs
 * stand for. Operators that nobody knows are one {@link graft.compiler.api.lower.UnknownOperatorsException}.
 */
@Export
@Version("1.0.0")
@NullMarked
package graft.compiler.api.lower;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
