/**
 * Static memory allocation. {@link graft.compiler.pack.Packer} is the service: it first lays out greedily
 * ({@link graft.compiler.pack.Greedy}, and {@link graft.compiler.pack.Sweep} where there are very many buffers), and where that is
 * above the lower bound searches: {@link graft.compiler.pack.Search} is exact, {@link graft.compiler.pack.Portfolio} runs it with
 * several {@link graft.compiler.pack.Strategy strategies} and restarts. Where hardly a byte may be wasted,
 * {@link graft.compiler.pack.FoldingSearch} joins buffers that fit together to blocks, and {@link graft.compiler.pack.SqueakyWheel} learns
 * which ones must come early, and {@link graft.compiler.pack.RuinAndRecreate} betters the lowest layout bit by bit; where sizes are so
 * few units that whatever fits does so by chance, {@link graft.compiler.pack.StepSearch} lays out step after step so that later ones
 * have few gaps, {@link graft.compiler.pack.OverlapSearch} lowers such a layout by letting buffers overlap until they need not, and
 * {@link graft.compiler.pack.CriticalSearch} resolves what is left. Of a gap that needs a part of a buffer all but sweeps and blocks know which.
 *
 * <p>Sources: Moffitt, MiniMalloc: A Lightweight Memory Allocator for Hardware-Accelerated Machine Learning (ASPLOS 2023), for
 * canonical solutions, dominance, inference on sections, decomposition and several orders; Maas et al., TelaMalloc: Efficient
 * On-Chip Memory Allocation for Production Machine Learning Accelerators (ASPLOS 2022), for heuristics within search; Pisarchyk
 * and Lee, Efficient Memory Management for Deep Neural Net Inference (2020), for greedy layout by size; Libralesso and Fontan, An Anytime
 * Tree Search Algorithm for the 2018 ROADEF/EURO Challenge Glass Cutting Problem (2020), for what guides a beam; Joslin and Clements,
 * Squeaky Wheel Optimization (1999); Schrimpf, Schneider, Stamm-Wilbrandt and Dueck, Record Breaking Optimization Results Using the Ruin
 * and Recreate Principle (2000); Egeblad, Nielsen and Odgaard, Fast Neighborhood Search for Two- and Three-Dimensional Nesting Problems
 * (2007); Dell'Amico and Trubian, Applying Tabu Search to the Job-Shop Scheduling Problem (1993); Kirkpatrick, Gelatt and Vecchi, Optimization by Simulated Annealing (1983).
 */
@NullMarked
package graft.compiler.pack;

import org.jspecify.annotations.NullMarked;
