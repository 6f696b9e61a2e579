package graft.compiler.api.stage;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.schedule.Node;
import java.util.function.Function;

/**
 * Stage 1's question: should this node be split out?
 *
 * @param node the node asked about
 * @param options the compile's options
 * @param parts asks the whole chain about a part of a fused node
 */
public record PartitionQuestion(Node node, CompileOptions options, Function<Node, Verdict> parts) {}
