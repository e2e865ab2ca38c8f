# Installs the agent as a Windows service, or upgrades it. Needs nothing newer than Windows 7 with PowerShell 2.0.
# Journal and identity in %ProgramData%\weiyi-agent stay untouched.
param(
    [string]$RuntimeUrl = '',
    [string]$RuntimeSha256 = '',
    [string]$Program = (Join-Path $env:ProgramFiles 'weiyi-agent'),
    [string]$AgentHome = (Join-Path $env:ProgramData 'weiyi-agent')
)
$ErrorActionPreference = 'Stop'
$service = 'WeiyiAgent'
$from = Split-Path -Parent $MyInvocation.MyCommand.Path

function Refuse([string]$sentence) {
    Write-Host "weiyi-agent: $sentence"
    exit 1
}

function Test-Administrator {
    $identity = [Security.Principal.WindowsIdentity]::GetCurrent()
    $principal = New-Object Security.Principal.WindowsPrincipal($identity)
    return $principal.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
}

function Read-Settings([string]$file) {
    $settings = @{}
    foreach ($line in (Get-Content $file)) {
        $at = $line.IndexOf('=')
        if ($at -gt 0 -and -not $line.StartsWith('#')) {
            $settings[$line.Substring(0, $at).Trim()] = $line.Substring($at + 1).Trim()
        }
    }
    return $settings
}

function Get-Sha256([string]$file) {
    $stream = [IO.File]::OpenRead($file)
    try {
        $sha = New-Object Security.Cryptography.SHA256Managed
        $hash = $sha.ComputeHash($stream)
    } finally {
        $stream.Close()
    }
    return ([BitConverter]::ToString($hash) -replace '-', '').ToLower()
}

function Save-File([string]$url, [string]$file) {
    # TLS 1.2 by its number: the name is unknown to the .NET of Windows 7, the protocol is there after its updates.
    try {
        [Net.ServicePointManager]::SecurityProtocol = 3072
    } catch {
        Write-Host 'TLS 1.2 cannot be chosen here; an address with https may fail.'
    }
    $client = New-Object Net.WebClient
    $client.DownloadFile($url, $file)
}

function Expand-Zip([string]$zip, [string]$folder) {
    New-Item -ItemType Directory -Path $folder | Out-Null
    $shell = New-Object -ComObject Shell.Application
    # 4 + 16: no progress window, yes to all.
    $shell.NameSpace($folder).CopyHere($shell.NameSpace($zip).Items(), 20)
}

function Get-Runtime {
    $own = Join-Path $from 'runtime'
    if (Test-Path (Join-Path $own 'bin\server\jvm.dll')) {
        return $own
    }
    $settings = Read-Settings (Join-Path $from 'runtime.properties')
    $expected = $settings['sha256']
    if ($RuntimeSha256 -ne '') { $expected = $RuntimeSha256 }
    $url = $settings['url']
    if ($RuntimeUrl -ne '') { $url = $RuntimeUrl }
    if ($expected -notmatch '^[0-9a-fA-F]{64}$') {
        Refuse 'no SHA-256 of the runtime is given, in runtime.properties or by -RuntimeSha256, so that none can be believed.'
    }
    $zip = Join-Path $from $settings['file']
    $fetched = -not (Test-Path $zip)
    if ($fetched) {
        if ($url -eq '') {
            Refuse "there is no $zip, and no address to fetch it from, in runtime.properties or by -RuntimeUrl."
        }
        Write-Host 'Fetching the runtime ...'
        try {
            Save-File $url $zip
        } catch {
            if (Test-Path $zip) { Remove-Item $zip }
            Refuse "the runtime cannot be fetched: $($_.Exception.Message) Put the zip beside install.cmd instead."
        }
    }
    $found = Get-Sha256 $zip
    if ($found -ne $expected.ToLower()) {
        if ($fetched) { Remove-Item $zip }
        Refuse "the runtime is not the expected one: its SHA-256 is $found."
    }
    $unpacked = Join-Path $env:TEMP ('weiyi-runtime-' + [Guid]::NewGuid().ToString())
    Expand-Zip $zip $unpacked
    $jvm = Get-ChildItem $unpacked -Recurse | Where-Object { $_.Name -eq 'jvm.dll' } | Select-Object -First 1
    if ($jvm -eq $null) {
        Refuse 'the zip holds no Java runtime.'
    }
    # <runtime>\bin\server\jvm.dll
    return (Split-Path -Parent (Split-Path -Parent (Split-Path -Parent $jvm.FullName)))
}

function Copy-Program([string]$runtime) {
    $fresh = "$Program.new"
    $old = "$Program.old"
    foreach ($folder in @($fresh, $old)) {
        if (Test-Path $folder) { Remove-Item $folder -Recurse -Force }
    }
    New-Item -ItemType Directory -Path $fresh | Out-Null
    foreach ($item in (Get-ChildItem $from | Where-Object { $_.Name -ne 'runtime' -and $_.Extension -ne '.zip' })) {
        Copy-Item $item.FullName -Destination $fresh -Recurse
    }
    Copy-Item $runtime -Destination (Join-Path $fresh 'runtime') -Recurse
    if (Test-Path $Program) { Move-Item $Program $old }
    Move-Item $fresh $Program
    if (Test-Path $old) { Remove-Item $old -Recurse -Force }
}

function New-Home {
    if (-not (Test-Path $AgentHome)) {
        New-Item -ItemType Directory -Path $AgentHome | Out-Null
    }
    # The key is there: only the system (S-1-5-18) and administrators (S-1-5-32-544) may look inside.
    & icacls.exe $AgentHome '/inheritance:r' '/grant:r' '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' | Out-Null
    if ($LASTEXITCODE -ne 0) { Refuse "the rights of $AgentHome cannot be set." }
}

function New-ClassArchive {
    $jar = Join-Path $Program 'weiyi-agent.jar'
    $archive = Join-Path $Program 'agent.jsa'
    $list = Join-Path $Program 'agent.classlist'
    $java = Join-Path $Program 'runtime\bin\java.exe'
    & $java '-XX:+UseSerialGC' '-Xmx96m' '-Xshare:dump' '-Xlog:disable' "-XX:SharedClassListFile=$list" "-XX:SharedArchiveFile=$archive" '-cp' $jar | Out-Null
    if ($LASTEXITCODE -ne 0) { Write-Host 'No class archive was made; the agent needs more memory without.' }
}

function Register-Agent {
    $prunsrv = Join-Path $Program 'service\prunsrv.exe'
    $options = @()
    foreach ($line in (Get-Content (Join-Path $Program 'jvm.options'))) {
        if ($line -ne '' -and -not $line.StartsWith('#')) { $options += $line }
    }
    $options += '-XX:SharedArchiveFile=' + (Join-Path $Program 'agent.jsa')
    $verb = '//IS//'
    if (Get-Service | Where-Object { $_.Name -eq $service }) { $verb = '//US//' }
    & $prunsrv "$verb$service" `
        '--DisplayName=Weiyi device agent' `
        '--Description=Meters the instrument of this PC and delivers signed readings.' `
        '--Startup=auto' `
        '--ServiceUser=LocalSystem' `
        ('--Jvm=' + (Join-Path $Program 'runtime\bin\server\jvm.dll')) `
        ('--JavaHome=' + (Join-Path $Program 'runtime')) `
        ('--JvmOptions=' + ($options -join ';')) `
        ('--Classpath=' + (Join-Path $Program 'weiyi-agent.jar')) `
        '--StartMode=jvm' `
        '--StartClass=io.weiyi.agent.Main' `
        "--StartParams=run;--home;$AgentHome" `
        ('--StartPath=' + $AgentHome) `
        '--StopMode=jvm' `
        '--StopClass=java.lang.System' `
        '--StopMethod=exit' `
        '--StopTimeout=10' `
        ('--LogPath=' + (Join-Path $AgentHome 'logs')) `
        '--LogPrefix=service' `
        '--StdOutput=auto' `
        '--StdError=auto'
    if ($LASTEXITCODE -ne 0) { Refuse 'the service cannot be registered.' }
    & sc.exe failure $service 'reset=' '86400' 'actions=' 'restart/5000/restart/5000/restart/60000' | Out-Null
}

if (-not (Test-Administrator)) { Refuse 'run it as administrator.' }
if ([IntPtr]::Size -ne 8) { Refuse 'it needs a 64-bit Windows.' }
if ($from -eq $Program) { Refuse 'this is the installed program; run the install.cmd of the unpacked bundle.' }

$runtime = Get-Runtime
if (Get-Service | Where-Object { $_.Name -eq $service }) { Stop-Service $service }
Copy-Program $runtime
New-Home
New-ClassArchive
Register-Agent
$command = Join-Path $Program 'weiyi-agent.cmd'
if (Test-Path (Join-Path $AgentHome 'identity\device.json')) {
    Start-Service $service
    Write-Host 'Upgraded and started.'
} else {
    Write-Host 'Installed. Next, in an administrator''s prompt:'
    Write-Host "  `"$command`" enrol --server URL --code CODE"
    Write-Host "  net start $service"
}
exit 0
