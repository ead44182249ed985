# Roundabout. The only build file: it finds stages by their names, so a new stage is a new file.

# From the command line, else from the environment, else these.
CC ?= cc
SANITIZE ?=
WERROR ?=
DEPS ?= 1
MINE ?= mine
FOLDERS = serial vectorized

comma = ,
# $1 as one word of the shell, and as a string of C in one.
literal = '$(subst ','\'',$(strip $1))'
quoted  = $(call literal,"$(subst ",\",$(subst \,\\,$(strip $1)))")

# The supercomputer that this is, if it is one: what its file says of compilers and flags holds, unless
# the command line or the environment say otherwise. SITE= builds as anywhere.
site = $(shell sh common/site.sh $1 $(call literal,$(SITE)) $2)
ifneq ($(origin SITE),command line)
  SITE := $(if $(filter help clean format,$(MAKECMDGOALS)),,$(shell sh common/site.sh guess 2>/dev/null))
endif
export ROUNDABOUT_SITE = $(SITE)
ifneq ($(SITE),)
  SITE_WRONG := $(call site,facts,2>&1 >/dev/null)
  ifneq ($(SITE_WRONG),)
    $(error $(SITE_WRONG))
  endif
  ifeq ($(origin CC),default)
    CC := $(call site,get,compiler)
  endif
  CFLAGS ?= $(call site,get,flags)
  SITE_MPICC := $(call site,get,mpi_compiler)
  SITE_NVCC  := $(call site,get,cuda_compiler)
  SITE_LOGINS := $(call site,get,logins)
  SITE_ARCH  := $(call site,get,cuda_arch)
endif

all: programs

help:
	@echo "make              build every stage that this machine can build, into bin/"
	@echo "make speedups     set up, build, run the ladder, print the table, draw the plots"
	@echo "make scan-threads one matrix on more and more threads, with N=1000 rows"
	@echo "make scan-size    larger and larger matrices"
	@echo "make scan-vecadd  from which size on a GPU wins; scan-traffic, the same of the road"
	@echo "make scan-nested  many matrices: processes times threads, and which is best here"
	@echo "make scaling      the road on 1 to NP ranks: strong and weak, and where it stops paying"
	@echo "make diagram      flow and velocity on roads of all densities, with the exact curves: N=10000 cells,"
	@echo "                  or of cars that brake: BRAKE='0.1 0.5'"
	@echo "make pictures     free flow, jams, a light, braking, open roads: a space-time picture of each"
	@echo "make simulate     the road on thousands of ranks of ARCHER2 and Perlmutter, simulated"
	@echo "make job          a job file for a supercomputer: SITE=archer2 PROGRAM=traffic-halo NODES=2"
	@echo "make jobs         write all job files that there are again, after a site file was changed"
	@echo "make lint-job     the usual mistakes in a job file, and how to mend them: FILE=archer2/archer2.job"
	@echo "make whereami     what node this is, its cores, GPUs, file system, modules, job"
	@echo "make exercise     the workshop: where you are, and what is next"
	@echo "make check-03     what a teacher says of your exercise 03; hint-03, reset-03"
	@echo "make board        of a room: a line for each who shares, DIR=folder; make share DIR=folder NAME=you"
	@echo "make card-legval  what one switch is worth, measured: alignment pages precision blocking legval"
	@echo "make test         prove it all"
	@echo "make test-slurm   batch jobs on virtual sites: gets a Slurm, and runs it on this machine alone"
	@echo "make test-image   the Containerfile's steps, in an empty Debian"
	@echo "make soak         kills runs at random moments, and lets them go on: SOAK_SECONDS=60, or KILLS=1000"
	@echo "make property     random runs: stages, roads, ranks, threads, restarts: CASES=1000 PROPERTY_SEED=7"
	@echo "make fuzz         hostile input to every parser: FUZZ_SECONDS=60 for each"
	@echo "make doctor       what this machine has, and how to get what it has not"
	@echo "make sanitize     the suite under the sanitizers of gcc, or CC=clang: memory, numbers, threads"
	@echo "make memcheck     the suite under valgrind, as far as there is time for that"
	@echo "make lint         compiler warnings as errors, clang-tidy, cppcheck, shellcheck"
	@echo "make format       lay out all C sources as .clang-format says"
	@echo "make figures      the README's table and picture, from this machine"
	@echo "make gpu-results  gpu/RESULTS.md, from this machine's GPU"
	@echo "make clean        remove bin/ and build/; results/ stays"
	@echo
	@echo "WORKLOAD=eigh                     one ladder only: traffic, eigh, vecadd or integral"
	@echo "NP=4                              speedups with MPI's rungs too, on 4 ranks"
	@echo "STAGES='halo rma'                 which stages make scaling takes"
	@echo "SITE=archer2                      for that supercomputer, else the one that this is; SITE= for none"
	@echo "CC=clang                          another compiler"
	@echo "CFLAGS=-g3                        flags of your own; so CPPFLAGS, LDFLAGS, LDLIBS"
	@echo "SANITIZE=address,undefined        with the compiler's sanitizers"
	@echo "DEPS=0                            install nothing on this machine"

# ---------------------------------------------------------------------- what the compiler has ---

# Whether a program that does nothing can be built with these flags in front and behind.
builds = $(shell echo 'int main(void) { return 0; }' | \
	$(CC) $1 $(CPPFLAGS) $(CFLAGS) -x c -o /dev/null - $(LDFLAGS) $2 2>/dev/null && echo yes)

# The compiler of an MPI: by Debian's name of MPICH, by everybody's, by Cray's.
builds_mpi = $(shell echo 'int main(void) { return MPI_Init(0, 0); }' | \
	$1 -include mpi.h -x c -o /dev/null - 2>/dev/null && echo yes)

# C++ is for CUDA's stages alone.
builds_cxx = $(shell echo 'int main() { return 0; }' | \
	$(CXX) $1 $(CPPFLAGS) -x c++ -o /dev/null - $(LDFLAGS) 2>/dev/null && echo yes)
LAUNCHER ?= $(if $(filter mpicc%,$(MPICC)),$(MPICC:mpicc%=mpiexec%),srun)

LESSONS = exercise check-% hint-% reset-% share board
ifeq ($(filter help clean format job jobs lint-job whereami $(LESSONS),$(MAKECMDGOALS)),)
  MACHINE := $(if $(call builds,-march=native),-march=native,\
	$(if $(call builds,-mcpu=native),-mcpu=native))
  OPENMP := $(if $(call builds,-fopenmp -include omp.h),-fopenmp,-Wno-unknown-pragmas)
  WIDTHS := 128 $(if $(call builds,-mavx2 -mfma),256) $(if $(call builds,-mavx512vl -mfma),257 512)
  MPICC := $(firstword $(foreach c,$(SITE_MPICC) mpicc.mpich mpicc cc,$(if $(call builds_mpi,$c),$c)))
  ifneq ($(if $(MAKELEVEL:0=),,$(SITE)),)
    $(info make: for $(SITE), by $(CC); MPI by $(or $(MPICC),nothing)$(if $(filter-out $(MPICC),$(SITE_MPICC)),\
      as $(SITE_MPICC) knows of none here: is a module missing?))
  endif
  NVCC ?= $(firstword $(SITE_NVCC) $(wildcard $(or $(CUDA_HOME),/usr/local/cuda)/bin/nvcc) $(shell command -v nvcc))
  CXX_20 := $(if $(call builds_cxx,-std=c++20),$(CXX))
  HAVE_TSAN := $(if $(SANITIZE),,$(call builds_cxx,-std=c++20 -fsanitize=thread))
  CUDA_KNOWN := $(if $(NVCC),$(patsubst compute_%,%,$(shell $(NVCC) --list-gpu-arch)))
  CUSOLVER_HERE := $(wildcard $(dir $(NVCC))../include/cusolverDn.h)
  CUDA_HERE := $(if $(SANITIZE),,$(if $(NVCC),$(CXX_20)))
  HAVE_PNG := $(call builds,-include png.h,-lpng)
  HAVE_PHILOX := $(call builds,-include Random123/philox.h)
endif

# The baselines get what the workshop's own Makefile gives them; everything else, the machine.
PLAIN  = -O3
NATIVE = $(strip -O3 $(MACHINE))

# Machine code for these kinds of GPU, as far as this nvcc knows them, and what a driver makes into
# code for all later ones.
CUDA_ARCH ?= $(filter $(or $(SITE_ARCH),75 80 90),$(CUDA_KNOWN))
CUDA_FLAGS = -std=c++20 -O3 -Icommon -Impi -Igpu -DMPICH_SKIP_MPICXX -DOMPI_SKIP_MPICXX \
	$(foreach a,$(CUDA_ARCH),-gencode arch=compute_$a,code=sm_$a) \
	$(foreach a,$(lastword $(CUDA_ARCH)),-gencode arch=compute_$a,code=compute_$a) \
	-Xcompiler -Wall,-Wextra,-Wno-missing-field-initializers $(if $(WERROR),-Werror all-warnings)
# The same files for a processor, which plays the GPU: tests/shim.
SHIM_FLAGS = -std=c++20 -O1 -g -Icommon -Impi -Itests/shim -DMPICH_SKIP_MPICXX \
	-DOMPI_SKIP_MPICXX -Wall -Wextra -Wno-missing-field-initializers \
	-Wno-unknown-pragmas -pthread $(WERROR)

# What every build needs. CPPFLAGS, CFLAGS, LDFLAGS and LDLIBS are the user's and come behind these.
NEED_CPPFLAGS = -D_GNU_SOURCE -Icommon $(if $(HAVE_PNG),-DHAVE_PNG) $(if $(HAVE_PHILOX),-DHAVE_PHILOX) \
	$(patsubst %,-DHAVE_WIDE_%,$(filter-out 128,$(WIDTHS)))
NEED_CFLAGS   = -std=c17 -gdwarf-4 -Wall -Wextra $(WERROR)
NEED_LDLIBS   = $(if $(HAVE_PNG),-lpng) -ldl -lm
ifneq ($(SANITIZE),)
  NEED_CFLAGS  += -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
  NEED_LDFLAGS  = -fsanitize=$(SANITIZE)
endif
# What gcc's OpenMP does, ThreadSanitizer has to be told: tests/gomp.c.
ifneq ($(findstring thread,$(SANITIZE)),)
  NEED_LDFLAGS += $(patsubst %,-Wl$(comma)--wrap=GOMP_%,parallel barrier task)
  GOMP = build/tests/gomp.o
endif

# -------------------------------------------------------------------------------- what there is ---

MAINS     = $(wildcard common/*_main.c) common/ladder.c common/limits.c
WIDE      = $(wildcard common/*_wide.c)
PY_SIDES  = $(wildcard common/*_python.c)
SHARED    = $(filter-out $(MAINS) $(WIDE) $(PY_SIDES) common/build.c,$(wildcard common/*.c))
C_STAGES  = $(wildcard $(FOLDERS:%=%/*_*.c))
MPI_WORLD = $(wildcard mpi/world_*.c)
MPI_STAGES = $(filter-out $(MPI_WORLD),$(wildcard mpi/*_*.c))
WORLD     = $(MPI_WORLD:%.c=build/%.o) $(if $(SANITIZE),build/tests/mpi_leaks.o)
CU_MPI_STAGES = $(wildcard gpu/*_mpi.cu)
CU_STAGES = $(filter-out $(CU_MPI_STAGES),$(wildcard gpu/*_*.cu))
PY_STAGES = $(wildcard $(FOLDERS:%=%/*_*.py))
EXERCISES = $(wildcard exercises/*/*_*.c)
CU_EXERCISES = $(wildcard exercises/*/*_*.cu)
CARDS     = $(filter-out %/card.c,$(wildcard exercises/cards/*.c))
WRONG     = $(wildcard tests/wrong/*_*.c)
UNITS     = $(wildcard tests/test_*.c)

# serial/traffic_naive.c -> traffic-naive -> traffic, naive;  traffic_naive.py -> traffic-naive.py
program  = $(subst _,-,$(basename $(notdir $1)))$(filter .py,$(suffix $1))
workload = $(firstword $(subst -, ,$1))
stage    = $(patsubst $(call workload,$1)-%,%,$1)

# The exercises' files that count: the attendee's, where there are any.
at_hand  = $(or $(wildcard $(MINE)/$(notdir $1)),$1)
AT_HAND := $(foreach s,$(EXERCISES),$(call at_hand,$s))

# $1 pattern, $2 files: those that have it. All are asked at once: a grep for each makes every make slow.
having = $(shell grep -l -e $1 $2 </dev/null)

# OpenMP and threads are for the files that ask for them.
HAVING_OPENMP := $(call having,'^ *\#pragma omp',$(C_STAGES) $(MPI_STAGES) $(AT_HAND))
HAVING_PTHREAD := $(call having,'<pthread.h>',$(MPI_STAGES))
openmp  = $(if $(filter $1,$(HAVING_OPENMP)),$(OPENMP))
pthread = $(if $(filter $1,$(HAVING_PTHREAD)),-pthread)
HAVING_CUSOLVER := $(call having,cusolver,$(CU_STAGES) $(CU_MPI_STAGES))

# ------------------------------------------------------------------------------ how it is built ---

# These change only when what they hold does, and what depends on them is then built anew.
keep = [ "$$(cat $@ 2>/dev/null)" = $(call literal,$1) ] || \
	{ mkdir -p build && printf '%s\n' $(call literal,$1) >$@; } 2>/dev/null || \
	{ echo "make: this folder cannot be written to: work in a copy of it" >&2; exit 1; }

build/options: FORCE
	@$(call keep,$(CC) $(NEED_CPPFLAGS) $(NEED_CFLAGS) $(PLAIN) $(NATIVE) $(OPENMP) $(CPPFLAGS) $(CFLAGS) \
		$(NEED_LDFLAGS) $(LDFLAGS) $(NEED_LDLIBS) $(LDLIBS) $(SITE_LOGINS))

build/commit: FORCE
	@$(call keep,$(COMMIT))

COMMIT := $(shell git rev-parse --short HEAD 2>/dev/null || echo unknown)$(shell \
	test -z "$$(git status --porcelain 2>/dev/null)" || echo +)
FORCE:

# What uses MPI has its compiler, which knows where MPI is and calls ours.
COMPILER = $(CC)
MPI_COMPILER = MPICH_CC='$(CC)' OMPI_CC='$(CC)' $(MPICC)
MPICXX = $(if $(filter mpicc%,$(MPICC)),$(MPICC:mpicc%=mpicxx%),CC)
MPI_COMPILER_CXX = MPICH_CXX='$(CXX)' OMPI_CXX='$(CXX)'
CUDA_COMPILER = $(NVCC)
compile = @mkdir -p $(@D) && echo "$(lastword $(notdir $(COMPILER)))  $<" && \
	$(COMPILER) $(NEED_CPPFLAGS) $(NEED_CFLAGS) $1 $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
link    = @mkdir -p $(@D) && echo "ld  $@" && \
	$(COMPILER) $(NEED_CFLAGS) $(CFLAGS) $(NEED_LDFLAGS) $(THREADS) $(LDFLAGS) -o $@ $(filter %.o,$^) \
	$(filter %.a,$^) $(NEED_LDLIBS) $(LDLIBS)

build/common/%.o: common/%.c build/options
	$(call compile,$(PLAIN))

build/mpi/%.o build/tests/patient.o: private COMPILER = $(MPI_COMPILER)
build/mpi/%.o: mpi/%.c build/options
	$(call compile,$(PLAIN))

build/tests/%.o: tests/%.c build/options
	$(call compile,$(PLAIN) -Itests)

build/tests/reap: build/tests/reap.o
	$(link)
build/tests/misdeed.o: PLAIN += $(OPENMP)
build/tests/misdeed: THREADS = $(OPENMP)
build/tests/misdeed: build/tests/misdeed.o build/common.a
	$(link)
build/replay/mutate: build/tests/fuzz/mutate.o
	$(link)

# Once for each width of vectors (common/wide.h); which of them a program uses, it decides when it runs.
# A product and a sum may become one instruction, with one rounding: no file here depends on two.
FLAGS_128 = -ffp-contract=fast
FLAGS_256 = -ffp-contract=fast -mavx2 -mfma -mpopcnt
FLAGS_257 = -ffp-contract=fast -mavx512vl -mfma -mpopcnt
FLAGS_512 = -ffp-contract=fast -mavx512f -mfma -mpopcnt
define wide
build/common/%_wide_$1.o: common/%_wide.c build/options
	$$(call compile,$(PLAIN) $$(FLAGS_$1) -DWIDE_BITS=$1)
endef
$(foreach bits,$(WIDTHS),$(eval $(call wide,$(bits))))

build/common.a: $(SHARED:common/%.c=build/common/%.o) \
	$(foreach bits,$(WIDTHS),$(WIDE:common/%.c=build/common/%_$(bits).o)) $(GOMP)
	@rm -f $@ && $(AR) rcs $@ $^

# What a program says of itself. $1 program, $2 flags of its stage, $3 idea, $4 script
or_null = $(if $(strip $1),$(call quoted,$1),NULL)
define about
build/info/$1.o: ABOUT = -DBUILD_PROGRAM=$(call quoted,$1) \
	-DBUILD_WORKLOAD=$(call quoted,$(call workload,$1)) -DBUILD_STAGE=$(call quoted,$(call stage,$1)) \
	-DBUILD_FLAGS=$$(call quoted,$2 $$(CFLAGS)) -DBUILD_IDEA=$(call or_null,$3) \
	-DBUILD_SCRIPT=$(call or_null,$4) -DBUILD_LOGINS=$(call quoted,$(SITE_LOGINS)) -DBUILD_COMMIT=$(call quoted,$(COMMIT))
build/info/$1.o: common/build.c build/options build/commit
	$$(call compile,$$(ABOUT))
endef

# A program from a stage in C, and the same stage on random roads (tests/<workload>_random.c).
# $1 program, $2 source, $3 flags, $4 idea, $5 folder
define stage_in_c
$(call about,$1,$3,$4)
build/stages/$1.o: $2 build/options
	$$(call compile,$3)
$5/$1 build/random/$1: THREADS = $(filter -fopenmp -pthread,$3)
$5/$1: build/common/$(call workload,$1)_main.o build/stages/$1.o build/info/$1.o build/common.a
	$$(link)
build/random/$1: build/tests/$(call workload,$1)_random.o build/tests/test.o build/stages/$1.o \
	build/info/$1.o build/common.a
	$$(link)
endef

# The same of a stage that needs MPI, with the other world; and for tests with more ranks than cores,
# with ranks that sleep while they wait. $1 program, $2 source, $3 flags, $4 folder
define stage_in_mpi
$(call stage_in_c,$1,$2,$3,,$4)
build/stages/$1.o $4/$1 build/random/$1 build/patient/$1: private COMPILER = $$(MPI_COMPILER)
$4/$1 build/random/$1: $(WORLD)
build/random/$1: build/tests/patient.o
build/patient/$1: THREADS = $(filter -fopenmp -pthread,$3)
build/patient/$1: build/common/$(call workload,$1)_main.o build/stages/$1.o build/info/$1.o \
	$(WORLD) build/tests/patient.o build/common.a
	$$(link)
endef

# A program from an attendee's file, no rung of any ladder, and the teacher who tries it, if there is one.
# Solutions may be put there too, with what lies beside them. $1 program, $2 source, $3 flags, $4 its facts say ranks
TEACHER_traffic = build/exercises/teacher.o build/exercises/mistakes.o
TEACHER_eigh = build/exercises/teacher_eigh.o
TEACHER_vecadd = build/exercises/teacher_vecadd.o
TEACHER_integral = build/exercises/teacher_integral.o
FACTS := $(wildcard exercises/*/facts)
WITH_RANKS := $(dir $(call having,'^ranks ',$(FACTS)))
WITH_SERIAL := $(dir $(call having,'^solution serial/',$(FACTS)))
needs_mpi = $(filter $(dir $1),$(WITH_RANKS))
define exercise
$(if $4,$(call stage_in_mpi,$1,$2,$3,bin/exercises),$(call stage_in_c,$1,$2,$3,,bin/exercises))
build/stages/$1.o: private NEED_CPPFLAGS += -Impi -Ivectorized -Iserial
build/teacher/$1: THREADS = $(filter -fopenmp -pthread,$3)
build/teacher/$1: $(TEACHER_$(call workload,$1)) build/stages/$1.o build/info/$1.o \
	$(if $4,$(WORLD) build/tests/patient.o) build/common.a
	$$(link)
$(if $4,build/teacher/$1: private COMPILER = $$(MPI_COMPILER))
endef

# Those in CUDA are tried on the processor, which plays the GPU; what goes to it and back is counted.
SHIM_WRAP = $(patsubst %,-Wl$(comma)--wrap=%,cudaMemcpy cudaMemcpyAsync)
define exercise_in_cuda
$(call stage_in_cuda,$1,$2,bin/exercises)
$(call stage_in_shim,$1,$2,shim,-iquote build/shim/gpu)
$(call stage_in_shim,$1,$2,tsan,-fsanitize=thread -iquote build/shim/gpu)
build/teacher/$1: private SHIM_SANITIZE += $(if $(filter vecadd-%,$1),$(SHIM_WRAP))
build/teacher/$1: $(TEACHER_$(call workload,$1)) build/shim/$1.o build/info/$1.o $(SHIM) build/common.a
	$$(link_cxx)
endef

build/exercises/%.o: exercises/%.c build/options
	$(call compile,$(PLAIN))

# Optimisation cards: one switch each, measured. $1 card, $2 source
define card
$(call about,card-$1,$(NATIVE))
build/cards/$1.o: $2 build/options
	$$(call compile,$(NATIVE))
build/cards/$1: build/exercises/cards/card.o build/cards/$1.o build/info/card-$1.o build/common.a
	$$(link)
endef
card-%: build/cards/%
	@$<

# A program from a stage in Python, and its C side: one task at a time, or a batch. $1 program, $2 source, $3 its idea: the source's first line
define stage_in_python
$(call about,$1,python,$3,$2)
bin/$1: build/common/$(call workload,$1)_main.o \
	build/common/$(call workload,$1)_$(if $(shell grep '^def solve_batch' $2),batch_)python.o \
	build/info/$1.o build/common.a
	$$(link)
endef

# A program from a stage in CUDA, and the same stage on the processor. $1 program, $2 source, $3 folder
define stage_in_cuda
$(call about,$1,nvcc -O3 sm_$(CUDA_ARCH))
build/stages/$1.o: $2 build/options
	@mkdir -p $$(@D) && echo "nvcc  $2" && $$(CUDA_COMPILER) $$(CUDA_FLAGS) -MMD -MP -c -o $$@ $$<
$3/$1: build/common/$(call workload,$1)_main.o build/stages/$1.o build/info/$1.o build/common.a
	@mkdir -p $$(@D) && echo "nvcc  $$@" && $$(CUDA_COMPILER) -o $$@ $$(filter %.o,$$^) $$(filter %.a,$$^) \
		$(if $(filter $2,$(HAVING_CUSOLVER)),-lcusolver -lpthread) $$(NEED_LDLIBS) $$(LDLIBS)
build/random/$1: build/tests/$(call workload,$1)_random.o build/tests/test.o build/shim/$1.o \
	build/info/$1.o $(SHIM) build/common.a
	$$(link_cxx)
endef

# The same on the processor, which plays the GPU. $1 program, $2 source, $3 folder, $4 flags
define stage_in_shim
build/$3/$1.o: build/shim/$2.cpp $(patsubst %,build/shim/%,$(wildcard gpu/*.h)) build/options
	$$(call compile_cxx,$4)
build/$3/$1: private SHIM_SANITIZE += $4
build/$3/$1: build/common/$(call workload,$1)_main.o build/$3/$1.o build/info/$1.o \
	$(if $(filter tsan,$3),$(SHIM_REAL),$(SHIM)) build/common.a
	$$(link_cxx)
endef

# The same of a stage that needs MPI as well. $1 program
define stage_in_cuda_mpi
bin/$1 build/stages/$1.o: private CUDA_COMPILER = $$(MPI_COMPILER_CXX) $$(NVCC) -ccbin $$(MPICXX)
build/shim/$1 build/shim/$1.o build/random/$1: private CXX_COMPILER = $$(MPI_COMPILER_CXX) $$(MPICXX)
bin/$1 build/shim/$1 build/random/$1: $(WORLD)
build/shim/$1 build/random/$1: private SHIM_SANITIZE += $(patsubst %,-Wl$(comma)--wrap=MPI_%,Sendrecv Bcast Scatter)
build/shim/$1 build/random/$1: build/tests/shim/mpi.o build/tests/patient.o
endef

# What is CUDA's alone becomes C++, line by line, and keeps its name in what the compiler says.
build/shim/gpu/%.h: gpu/%.h tests/shim/launch.sed
	@mkdir -p $(@D) && { echo '#line 1 "$<"' && sed -f tests/shim/launch.sed $<; } >$@
build/shim/%.cu.cpp: %.cu tests/shim/launch.sed
	@mkdir -p $(@D) && { echo '#line 1 "$<"' && sed -f tests/shim/launch.sed $<; } >$@

# Blocks' threads take turns in an order drawn by lot, or for ThreadSanitizer are real ones.
SHIM = $(patsubst tests/%.cpp,build/tests/%.o,\
	$(filter-out %/real_threads.cpp %/mpi.cpp,$(wildcard tests/shim/*.cpp)))
SHIM_REAL = $(SHIM:%/threads.o=%/real_threads.o)
SHIM_SANITIZE = $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all)
CXX_COMPILER = $(CXX)
compile_cxx = @mkdir -p $(@D) && echo "$(lastword $(notdir $(CXX_COMPILER)))  $<" && \
	$(CXX_COMPILER) $(SHIM_FLAGS) $(CPPFLAGS) $(SHIM_SANITIZE) $1 -MMD -MP -c -o $@ $<
link_cxx = @mkdir -p $(@D) && echo "ld  $@" && \
	$(CXX_COMPILER) -pthread $(SHIM_SANITIZE) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) \
	$(NEED_LDLIBS) $(LDLIBS)
build/tests/shim/mpi.o: private CXX_COMPILER = $(MPI_COMPILER_CXX) $(MPICXX)
build/tests/shim/%.o: tests/shim/%.cpp build/options
	$(call compile_cxx)

# The shim is tested itself, by kernels that use all of it, and by some that must not be.
build/shim/%.cpp: tests/shim/%.cu tests/shim/launch.sed
	@mkdir -p $(@D) && { echo '#line 1 "$<"' && sed -f tests/shim/launch.sed $<; } >$@
build/tests/shim/%.o: build/shim/%.cpp build/options
	$(call compile_cxx,-Itests)
build/tests/test-shim: build/tests/shim/test_shim.o
build/tests/shim-misdeeds: build/tests/shim/misdeeds.o
build/tests/test-shim build/tests/shim-misdeeds: build/tests/test.o $(SHIM)
	$(link_cxx)

# A program of one file and the shared code. $1 program, $2 object, $3 flags, $4 folder
define tool
$(call about,$1,$3)
$4/$1: THREADS = $(filter -fopenmp,$3)
$4/$1: $2 build/info/$1.o build/common.a
	$$(link)
endef

C_PROGRAMS = $(foreach s,$(C_STAGES),$(call program,$s)) \
	$(foreach s,$(filter serial/%,$(C_STAGES)),$(call program,$s)-native)
MPI_PROGRAMS = $(foreach s,$(MPI_STAGES),$(call program,$s))
CU_MPI_PROGRAMS = $(if $(MPICC),$(foreach s,$(CU_MPI_STAGES),$(call program,$s)))
CU_PROGRAMS = $(foreach s,$(CU_STAGES),$(call program,$s))
PROGRAMS = $(C_PROGRAMS:%=bin/%) $(foreach s,$(PY_STAGES),bin/$(call program,$s)) \
	$(if $(CUDA_HERE),$(filter-out $(if $(CUSOLVER_HERE),,bin/eigh-%),\
	$(CU_PROGRAMS:%=bin/%) $(CU_MPI_PROGRAMS:%=bin/%)))

$(foreach s,$(filter-out serial/%,$(C_STAGES)),\
	$(eval $(call stage_in_c,$(call program,$s),$s,$(NATIVE) $(call openmp,$s),,bin)))
$(foreach s,$(filter serial/%,$(C_STAGES)),\
	$(eval $(call stage_in_c,$(call program,$s),$s,$(PLAIN),,bin)))
$(foreach s,$(filter serial/%,$(C_STAGES)),\
	$(eval $(call stage_in_c,$(call program,$s)-native,$s,$(NATIVE),\
	the same: $(MACHINE),bin)))
$(foreach s,$(PY_STAGES),\
	$(eval $(call stage_in_python,$(call program,$s),$s,$(shell sed -n '1s/^"*\(.*\)\.$$/\1/p' $s))))
$(foreach s,$(MPI_STAGES),$(eval $(call stage_in_mpi,$(call program,$s),$s,\
	$(NATIVE) $(call openmp,$s) $(call pthread,$s),bin)))
$(foreach s,$(CU_STAGES),$(eval $(call stage_in_cuda,$(call program,$s),$s,bin)) \
	$(eval $(call stage_in_shim,$(call program,$s),$s,shim)) \
	$(eval $(call stage_in_shim,$(call program,$s),$s,tsan,-fsanitize=thread)))
$(foreach s,$(CU_MPI_STAGES),$(eval $(call stage_in_cuda,$(call program,$s),$s,bin)) \
	$(eval $(call stage_in_shim,$(call program,$s),$s,shim)) \
	$(eval $(call stage_in_cuda_mpi,$(call program,$s))))
$(foreach s,$(WRONG),$(eval $(call stage_in_c,$(call program,$s),$s,$(PLAIN),,build/wrong)))
$(foreach s,$(EXERCISES),$(if $(and $(call needs_mpi,$s),$(if $(MPICC),,none)),,\
	$(eval $(call exercise,$(call program,$s),$(call at_hand,$s),$(strip $(if \
	$(filter $(dir $s),$(WITH_SERIAL)),$(PLAIN),$(NATIVE)) $(call openmp,$(call at_hand,$s))),$(call needs_mpi,$s)))))
$(foreach s,$(CU_EXERCISES),$(eval $(call exercise_in_cuda,$(call program,$s),$(call at_hand,$s))))
$(foreach s,$(CARDS),$(eval $(call card,$(basename $(notdir $s)),$s)))
$(foreach s,$(UNITS),$(eval $(call tool,$(call program,$s),\
	build/tests/$(basename $(notdir $s)).o build/tests/test.o,$(PLAIN),build/tests)))
$(eval $(call tool,ladder,build/common/ladder.o,$(PLAIN),bin))
$(eval $(call tool,limits,build/common/limits.o,$(PLAIN) $(OPENMP),bin))
$(eval $(call about,limits-cuda,nvcc -O3 sm_$(CUDA_ARCH)))
bin/limits-cuda: gpu/limits.cu build/info/limits-cuda.o build/common.a $(wildcard gpu/*.h)
	@mkdir -p $(@D) && echo "nvcc  $<" && \
		$(NVCC) $(CUDA_FLAGS) -o $@ $(filter-out %.h,$^) $(NEED_LDLIBS) $(LDLIBS)
build/shim/limits-cuda.o: build/shim/gpu/limits.cu.cpp $(patsubst %,build/shim/%,$(wildcard gpu/*.h))
	$(call compile_cxx)
build/shim/limits-cuda: build/shim/limits-cuda.o build/info/limits-cuda.o $(SHIM) build/common.a
	$(link_cxx)
build/common/roof.o: PLAIN += $(OPENMP)

bin/mpi-roundtrip: mpi/roundtrip.c build/options
	@mkdir -p $(@D) && echo "$(MPICC)  $<" && $(MPI_COMPILER) $(NEED_CFLAGS) $(PLAIN) \
		-DLAUNCHER='"$(LAUNCHER)"' $(CFLAGS) -o $@ $< $(LDFLAGS)

# The launch X-ray's first step is that of the road as it is taught.
$(eval $(call about,mpi-launch,$(PLAIN)))
bin/mpi-launch build/patient/mpi-launch: private COMPILER = $(MPI_COMPILER)
build/patient/mpi-launch: build/tests/patient.o
bin/mpi-launch build/patient/mpi-launch: build/mpi/launch.o build/stages/traffic-halo.o \
	build/info/mpi-launch.o $(WORLD) build/common.a
	$(link)

# The fuzzers: each parser behind libFuzzer, which is clang's and wants to see all that it runs; and
# without it, for the inputs that were kept. What ends a program ends one input only. $1 fuzzer
FUZZERS = $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_CC ?= clang
FUZZ_FLAGS = -std=c17 -O1 -g -D_GNU_SOURCE -DWIDE_BITS=128 -Icommon -Itests \
	-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
fuzz_compile = @mkdir -p $(@D) && echo "$(FUZZ_CC)  $<" && \
	$(FUZZ_CC) $(FUZZ_FLAGS) $1 -MMD -MP -c -o $@ $<
build/fuzz/common/%.o: common/%.c | libfuzzer
	$(call fuzz_compile)
build/fuzz/tests/%.o: tests/fuzz/%.c | libfuzzer
	$(call fuzz_compile)
build/fuzz/common.a: $(patsubst common/%.c,build/fuzz/common/%.o,$(SHARED) $(WIDE))
	@rm -f $@ && $(AR) rcs $@ $^
define fuzzer
$(call about,fuzz-$1,$(PLAIN))
build/fuzz/$1: build/fuzz/tests/fuzz_$1.o build/fuzz/tests/fuzz.o build/info/fuzz-$1.o build/fuzz/common.a
	@echo "ld  $$@" && $(FUZZ_CC) -fsanitize=fuzzer,address,undefined -Wl,--wrap=exit -o $$@ $$^ -ldl -lm
build/replay/$1: THREADS = -Wl,--wrap=exit
build/replay/$1: build/tests/fuzz/fuzz_$1.o build/tests/fuzz/fuzz.o build/tests/fuzz/replay.o \
	build/tests/test.o build/info/fuzz-$1.o build/common.a
	$$(link)
endef
$(foreach f,$(FUZZERS),$(eval $(call fuzzer,$f)))

# The MPI stages of the road once more, for simulated machines. $1 program, $2 source, $3 flags
SIMULATED = $(filter mpi/traffic_%,$(MPI_STAGES))
SIMULATE_FLAGS = -std=c17 -O2 -D_GNU_SOURCE -DSMPI_NO_OVERRIDE_MALLOC -DWIDE_BITS=128 -Icommon -Impi
simulate_compile = @mkdir -p $(@D) && echo "smpicc  $<" && \
	smpicc $(SIMULATE_FLAGS) -include mpi/simulate_$1.h -MMD -MP -c -o $@ $<
build/simulate/common/%.o: common/%.c mpi/simulate_world.h
	$(call simulate_compile,world)
build/simulate/mpi/%.o: mpi/%.c mpi/simulate_world.h
	$(call simulate_compile,world)
build/simulate/common.a: $(patsubst common/%.c,build/simulate/common/%.o,\
	$(filter-out %_single.c,$(SHARED) $(WIDE)))
	@rm -f $@ && $(AR) rcs $@ $^
define stage_simulated
build/simulate/$1.o: SIMULATE_FLAGS += $3
build/simulate/$1.o: $2 mpi/simulate_stage.h
	$$(call simulate_compile,stage)
build/simulate/info/$1.o: ABOUT = -DBUILD_PROGRAM=$(call quoted,$1) -DBUILD_WORKLOAD=$(call quoted,traffic) \
	-DBUILD_STAGE=$(call quoted,$(call stage,$1)) -DBUILD_FLAGS=$(call quoted,smpicc) -DBUILD_IDEA=NULL \
	-DBUILD_SCRIPT=NULL -DBUILD_LOGINS=$(call quoted,) -DBUILD_COMMIT=$(call quoted,$(COMMIT))
build/simulate/info/$1.o: common/build.c build/commit
	@mkdir -p $$(@D) && smpicc $$(SIMULATE_FLAGS) $$(ABOUT) -c -o $$@ $$<
build/simulate/$1: build/simulate/common/traffic_main.o build/simulate/$1.o build/simulate/info/$1.o \
	$(MPI_WORLD:%.c=build/simulate/%.o) build/simulate/common.a
	@echo "ld  $$@" && smpicc $3 -s -o $$@ $$^ -ldl -lm
endef
$(foreach s,$(SIMULATED),$(eval $(call stage_simulated,$(call program,$s),$s,$(call openmp,$s))))

programs: $(PROGRAMS) bin/ladder bin/limits $(if $(CUDA_HERE),bin/limits-cuda) \
	$(if $(MPICC),bin/mpi-roundtrip bin/mpi-launch $(MPI_PROGRAMS:%=bin/%))
	$(if $(MPICC),,@echo "skipped: what is in mpi/, for want of an MPI (apt-get install mpich libmpich-dev)")

# ---------------------------------------------------------------------------- what it is for ---

# How many ranks, if any.
NP ?=
ifneq ($(shell case $(call literal,$(NP)) in (*[!0-9]* | 0* | ???????*) echo no ;; esac),)
  $(error NP=$(NP) is no number of ranks)
endif
LAUNCHED = $(if $(and $(NP),$(MPICC)),$(MPI_PROGRAMS:%=bin/%) \
	$(filter $(CU_MPI_PROGRAMS:%=bin/%),$(PROGRAMS)))
on_ranks = $(if $1,--ranks $(NP) $1)

# Builds on all cores, unless it was said on how many.
MAKE_ALL = $(MAKE) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 2))

# Set-up may bring what the probes above look for, so the rest is a make of its own.
speedups: polite deps
	+@$(MAKE_ALL) climb

# What takes long is not for a login node.
polite:
	@[ -z '$(SITE)' ] || ! sh common/site.sh login '$(SITE)' || { echo "make: a login node is for small runs:" \
		"on a compute node, please ($$(sh common/site.sh get '$(SITE)' interactive | head -n 1))" >&2; exit 2; }

deps:
	@CC='$(CC)' DEPS=$(DEPS) sh common/deps.sh

# Nothing that bin/limits measures is a roof for sines.
LADDERS = traffic eigh vecadd integral
WORKLOAD ?= $(LADDERS)
ifneq ($(filter-out $(LADDERS),$(WORKLOAD)),)
  $(error WORKLOAD=$(filter-out $(LADDERS),$(WORKLOAD)) has no ladder: $(LADDERS))
endif
climb: polite programs
	@status=0; $(foreach w,$(WORKLOAD),LAUNCHER='$(LAUNCHER)' sh common/climb.sh $(patsubst %/traffic,%,results/$w) \
		$(if $(filter integral,$w),,bin/limits $(if $(CUDA_HERE),bin/limits-cuda)) \
		$(filter bin/$w-%,$(filter-out $(LAUNCHED),$(PROGRAMS))) \
		$(call on_ranks,$(filter bin/$w-%,$(LAUNCHED))) || status=$$?; ) \
		$(if $(CUDA_HERE),,echo "skipped: all rungs on GPUs: no nvcc here (the CUDA Toolkit)";) \
		$(if $(and $(NP),$(if $(MPICC),,none)),echo "skipped: all rungs on $(NP) ranks: no MPI here \
		(apt-get install mpich libmpich-dev)";) exit $$status

# The tutorials' scans. N is the number of rows, or the list of sizes of scan-size and those behind.
scan-threads scan-size scan-nested scan-vecadd scan-traffic: polite programs
	@sh common/scan.sh $(@:scan-%=%) results bin $(N)

# Strong and weak scaling, on 1 ... NP ranks. N is the number of cells, or of matrices.
STAGES_traffic = hybrid deephalo halo
STAGES_eigh = counter farm local
scaling: polite programs
	@$(if $(MPICC),,echo "scaling: no MPI here (apt-get install mpich libmpich-dev)" >&2; exit 2;) \
		$(foreach w,$(firstword $(WORKLOAD)),LAUNCHER='$(LAUNCHER)' sh common/scaling.sh \
		$(patsubst %/traffic,%,results/scaling/$w) $(or $(NP),$$(nproc)) $(call literal,$(N)) \
		$(addprefix bin/$w-,$(or $(STAGES),$(STAGES_$w),ranks)))

# Roads of all densities, by one stage; N is the number of cells, ROADS how many of each density, BRAKE
# a list of probabilities.
DIAGRAM = bin/$(if $(BRAKE),street-$(firstword $(STAGES) cars),traffic-$(firstword $(STAGES) packed))
diagram: $(DIAGRAM)
	@sh common/diagram.sh results $(call literal,$(N)) $(call literal,$(ROADS)) $(DIAGRAM) \
		$(foreach b,$(BRAKE),$(call literal,$b))

# A gallery of roads, as space-time pictures.
PICTURES = bin/street-$(firstword $(STAGES) cars)
pictures: $(PICTURES)
	@sh common/pictures.sh results/pictures $(PICTURES)

# Machines that are not here, as far as a simulator knows them. RANKS is the list of how many.
simulate:
	@DEPS=$(DEPS) sh common/deps.sh compiler gnuplot simgrid
	@command -v smpicc >/dev/null || exit 2; \
	$(MAKE) --no-print-directory $(foreach s,$(SIMULATED),build/simulate/$(call program,$s)) && \
		sh mpi/simulate.sh results/simulate build/simulate $(RANKS)

SHIMS = build/tests/test-shim build/tests/shim-misdeeds build/shim/limits-cuda \
	$(foreach p,$(CU_MPI_PROGRAMS),build/shim/$p build/random/$p) \
	$(foreach p,$(CU_PROGRAMS),build/shim/$p $(if $(HAVE_TSAN),build/tsan/$p) \
	$(if $(wildcard tests/$(call workload,$p)_random.c),build/random/$p))

TESTED = programs build/tests/reap build/tests/misdeed build/replay/mutate $(FUZZERS:%=build/replay/%) $(if $(CXX_20),$(SHIMS)) $(foreach s,$(UNITS),build/tests/$(call program,$s)) \
	$(foreach s,$(WRONG),build/wrong/$(call program,$s)) \
	$(foreach p,$(C_PROGRAMS) $(foreach s,$(WRONG),$(call program,$s)),\
	$(if $(wildcard tests/$(call workload,$p)_random.c),build/random/$p)) \
	$(if $(MPICC),build/patient/mpi-launch $(foreach p,$(MPI_PROGRAMS),build/patient/$p \
	$(if $(wildcard tests/$(call workload,$p)_random.c),build/random/$p)))

tested: $(TESTED)
test:
	+@$(MAKE_ALL) tested
	@sh tests/run.sh $(TESTS)

# The workshop. MINE is the folder of the attendee: copies of the exercises' files, and what was done so far.
lesson = @MAKE='$(MAKE)' MINE=$(call literal,$(MINE)) DIR=$(call literal,$(DIR)) NAME=$(call literal,$(NAME)) \
		sh exercises/exercise.sh $(subst -, ,$@)
exercise share board:
	$(lesson)
check-% hint-% reset-%: FORCE
	$(lesson)

# Batch jobs, under a Slurm of our own; make test has them too, where there is one, but not those of 256 ranks.
.PHONY: test-slurm test-image
test-slurm:
	@DEPS=$(DEPS) sh common/deps.sh slurm
	+@$(MAKE_ALL) tested
	@sh tests/run.sh slurm
	@sh tests/slurm.sh archer2/archer2.site sh tests/slurm_full.sh archer2/archer2.site

# The Containerfile's steps, in an empty Debian. As root; takes minutes.
test-image:
	@sh tests/container.sh

# Runs that are killed, and go on.
.PHONY: soak
soak: $(TESTED)
	@SOAK_SECONDS=$(call literal,$(or $(SOAK_SECONDS),60)) bash tests/soak.sh $(call literal,$(or $(KILLS),0))

# Random runs of everything, judged by the exact solution.
.PHONY: property
property: $(TESTED)
	@PROPERTY_SEED=$(call literal,$(PROPERTY_SEED)) bash tests/property.sh $(call literal,$(or $(CASES),1000))

# Inputs by the million to everything that reads what others wrote.
.PHONY: fuzz libfuzzer
fuzz: bin/ladder build/replay/mutate $(FUZZERS:%=build/fuzz/%)
	@FUZZ_SECONDS=$(call literal,$(or $(FUZZ_SECONDS),60)) sh tests/fuzz.sh $(FUZZERS)
libfuzzer:
	@echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' | $(FUZZ_CC) -fsanitize=fuzzer -x c -o /dev/null - 2>/dev/null || \
		{ echo "fuzz: no clang with libFuzzer here (apt-get install clang libclang-rt-dev)" >&2; exit 2; }

# The suite while somebody watches what the programs do; TESTS='mpi street' takes some of it.
.PHONY: tested sanitize memcheck
sanitize:
	@status=0; for kind in address thread; do MAKE='$(MAKE)' sh tests/watched.sh $$kind $(TESTS) || status=1; done; exit $$status
memcheck:
	@MAKE='$(MAKE)' sh tests/watched.sh memory $(TESTS)

# What was said on the command line is what a job file is made from; SITE may be guessed.
JOB = SITE PROGRAM KIND NODES GPUS RANKS THREADS TIME ARGS SCALING OUT
job:
	@sh common/job.sh $(foreach v,$(JOB),$(if $(filter-out environment undefined,$(origin $v)),$v=$(call literal,$($v))))

# What is usually wrong in a job file. FILE may be several; SITE is guessed for each.
.PHONY: lint-job
lint-job:
	@SITE=$(if $(filter command,$(firstword $(origin SITE))),$(call literal,$(SITE))) sh common/lint_job.sh $(FILE)

jobs:
	@sh common/job.sh again */*.job

whereami:
	@sh common/whereami.sh

# The README's table and picture, from this machine.
figures: speedups
	bin/traffic-packed --cells 240 --steps 80 --density 0.5 --seed 16 --image README.png --image-every 1
	awk '/^<!-- ladder/ { print; print ""; folder = $$2 == "ladder" ? $$3 : ""; sub(":", "/", folder); \
		file = "results/" folder "speedup.txt"; \
		while ((getline line <file) > 0) print line == "" ? line : "    " line; \
		print ""; skip = 1 } \
		/^<!-- \/ladder/ { skip = 0 } !skip' README.md >build/README.md
	mv build/README.md README.md

# gpu/RESULTS.md, from this machine's GPU.
gpu-results: programs
	@sh gpu/results.sh

lint:
	@MPICC='$(MPICC)' sh tests/lint.sh

format:
	clang-format -i $(wildcard */*.c */*.h */*.cu */*/*.c */*/*.h */*/*.cu */*/*.cpp)

clean:
	rm -rf bin build

doctor:
	@CC='$(CC)' PLAIN=$(call literal,$(PLAIN) $(CFLAGS)) NATIVE=$(call literal,$(NATIVE) $(CFLAGS)) sh common/doctor.sh

.PHONY: all help exercise share board job jobs whereami polite programs deps speedups climb gpu-results scan-threads scan-size scan-nested scan-vecadd scan-traffic scaling diagram pictures simulate figures test doctor lint format clean FORCE
.DELETE_ON_ERROR:
-include $(wildcard build/*/*.d build/*/*/*.d)
