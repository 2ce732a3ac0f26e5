#!/usr/bin/env bash
# A program outside this repository trains, records, asserts and draws: with packages from a folder (nuget), or by reference
# to the projects (system), which are no packages. tools/consumer.sh [nuget|system]
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
backend=${1:-nuget}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/app"
cd "$work/app"
if [ "$backend" = system ]; then
  export TorchBackend=system
  references="<ProjectReference Include=\"$root/src/D2lOptim.Parity/D2lOptim.Parity.csproj\" />
    <ProjectReference Include=\"$root/src/D2lOptim.Plotting/D2lOptim.Plotting.csproj\" />"
else
  "$root/tools/pack.sh" "$work/feed" >/dev/null
  unset TorchBackend
  version=$(sed -n 's:.*<VersionPrefix>\(.*\)</VersionPrefix>.*:\1:p' "$root/Directory.Build.props")
  references="<PackageReference Include=\"D2lOptim.Parity\" Version=\"$version\" />
    <PackageReference Include=\"D2lOptim.Plotting\" Version=\"$version\" />
    <PackageReference Include=\"libtorch-cpu-linux-x64\" Version=\"2.10.0\" Condition=\"\$([MSBuild]::IsOSPlatform('Linux'))\" />
    <PackageReference Include=\"libtorch-cpu-win-x64\" Version=\"2.10.0\" Condition=\"\$([MSBuild]::IsOSPlatform('Windows'))\" />
    <PackageReference Include=\"libtorch-cpu-osx-arm64\" Version=\"2.10.0\" Condition=\"\$([MSBuild]::IsOSPlatform('OSX'))\" />"
  # The packages made here are found nowhere else; the rest may be on this machine already.
  cat >nuget.config <<XML
<configuration>
  <packageSources><add key="folder" value="$work/feed" /></packageSources>
  <config><add key="globalPackagesFolder" value="$work/packages" /></config>
  <fallbackPackageFolders><add key="here" value="${NUGET_PACKAGES:-$HOME/.nuget/packages}" /></fallbackPackageFolders>
</configuration>
XML
fi
cat >app.csproj <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    $references
  </ItemGroup>
</Project>
XML
cat >Program.cs <<'CS'
using D2lOptim;
using D2lOptim.Parity;
using D2lOptim.Parity.Traces;
using D2lOptim.Plotting;
using static TorchSharp.torch;

List<double> losses = [];
using (var net = Net())
using (var adam = optim.Adam(net.parameters(), 0.01))
using (var trace = new TraceRecorder("torch.npz", net, adam)) Train(net, adam, trace, zeroed: true);

// The same start and numbers, by the library's own optimizer.
using (var net = Net())
using (var adam = fused.Adam(net.parameters(), 0.01))
{
    ParityStart.From("torch.npz", net);
    ParityAssert.Equal("torch.npz", net, adam, trace => Train(net, adam, trace, zeroed: true));
}
try
{
    using var net = Net();
    using var adam = fused.Adam(net.parameters(), 0.01);
    ParityStart.From("torch.npz", net);
    ParityAssert.Equal("torch.npz", net, adam, trace => Train(net, adam, trace, zeroed: false));
    throw new InvalidOperationException("a planted bug was not seen");
}
catch (ParityException e)
{
    Console.WriteLine(e.Report.Causes[0].Text);
}
double[] steps = [.. Enumerable.Range(0, losses.Count).Select(k => (double)k)];
Renderer.Save(new Figure("loss", "The loss falls", new Panel(new Curve(steps, losses))), "loss.png");
Console.WriteLine($"trained, recorded, asserted, drew {new FileInfo("loss.png").Length} bytes");

TorchSharp.Modules.Sequential Net() => nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1));

void Train(TorchSharp.Modules.Sequential net, optim.Optimizer adam, TraceRecorder trace, bool zeroed)
{
    manual_seed(1);
    for (var k = 0; k < 8; k++)
    {
        using var scope = NewDisposeScope();
        var (x, y) = (randn(10, 2), randn(10, 1));
        if (zeroed) adam.zero_grad();
        var loss = nn.functional.mse_loss(net.call(x), y);
        trace.Targets(y);
        trace.Backward(loss);
        trace.Step();
        losses.Add(loss.item<float>());
    }
}
CS
dotnet build -c Release -nologo -v quiet -o out
dotnet out/app.dll | tee said
grep -q 'gradients are not zeroed between steps' said
