using D2lOptim.Training;

namespace D2lOptim;

public static partial class d2l
{
    /// <summary>Collects the points of a curve, and knows the axes that it is to be drawn on.</summary>
    /// <param name="xlabel">What the first axis shows.</param>
    /// <param name="ylabel">What the second one shows.</param>
    /// <param name="xlim">From where to where the first axis goes.</param>
    /// <param name="ylim">From where to where the second one goes.</param>
    public sealed class Animator(
        string xlabel, string ylabel, (double Min, double Max) xlim, (double Min, double Max) ylim)
    {
        private readonly List<double> _x = [], _y = [];

        /// <summary>What the first axis shows.</summary>
        public string XLabel => xlabel;

        /// <summary>What the second axis shows.</summary>
        public string YLabel => ylabel;

        /// <summary>From where to where the first axis goes.</summary>
        public (double Min, double Max) XLim => xlim;

        /// <summary>From where to where the second axis goes.</summary>
        public (double Min, double Max) YLim => ylim;

        /// <summary>The points so far, on the first axis.</summary>
        public IReadOnlyList<double> X => _x;

        /// <summary>The points so far, on the second axis.</summary>
        public IReadOnlyList<double> Y => _y;

        /// <summary>Adds a point.</summary>
        /// <exception cref="DivergedException">It is not finite.</exception>
        public void add(double x, double y)
        {
            if (!double.IsFinite(y)) throw DivergedException.At(
                $"{ylabel}", y, FormattableString.Invariant($"at {xlabel} {x:G4}"));
            _x.Add(x);
            _y.Add(y);
        }
    }
}
